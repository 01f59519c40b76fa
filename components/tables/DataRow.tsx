import type { JSX } from "preact";
import type { Column, DataTableProps } from "./DataTable.tsx";

/** What {@linkcode DataRow} takes. */
export interface DataRowProps<T> {
  row: T;
  /** Its place in the whole list, from 0. */
  index: number;
  table: DataTableProps<T>;
  onToggle: (id: string, extend: boolean) => void;
  onCursor: (id: string) => void;
}

/** One row. All of it reacts to Ctrl and Shift clicks; links and boxes in it keep their own. */
export function DataRow<T>(props: DataRowProps<T>): JSX.Element {
  const { row, index, table, onToggle, onCursor } = props;
  const id = table.idOf(row);
  const selected = table.rows.selected.has(id);
  const onClick = (event: MouseEvent) => {
    if ((event.target as Element).closest("a, input, button")) return;
    const { ctrlKey, metaKey, shiftKey } = event;
    if (table.selectable && (ctrlKey || metaKey || shiftKey)) return onToggle(id, shiftKey);
    onCursor(id);
    if (table.openOnClick) table.onOpen?.(row);
  };
  const onBox = (event: MouseEvent) => {
    // The state decides what the box shows, not the click.
    onToggle(id, event.shiftKey);
  };
  return (
    <tr
      id={`row-${id}`}
      aria-rowindex={index + 2}
      aria-selected={table.selectable ? selected : undefined}
      class={`${table.rows.cursor === id ? "active" : ""}${table.openOnClick ? " opens" : ""}`}
      onClick={onClick}
    >
      {table.selectable && (
        <td class="col-check">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${table.nameOf(row)}`}
            checked={selected}
            onClick={onBox}
          />
        </td>
      )}
      {table.columns.map((column) => (
        <td key={column.id} class={cellClass(column)}>{column.render(row)}</td>
      ))}
    </tr>
  );
}

/** A row whose page is not loaded yet. It has a cell a column: columns may be hidden. */
export function PendingRow<T>(
  { index, table }: { index: number; table: DataTableProps<T> },
): JSX.Element {
  return (
    <tr aria-rowindex={index + 2} class="pending">
      {table.selectable && <td class="col-check" />}
      {table.columns.map((column, at) => (
        <td key={column.id} class={cellClass(column)}>
          {at === 0 && <div class={`bone bone-${index % 4}`} />}
        </td>
      ))}
    </tr>
  );
}

function cellClass<T>({ id, number, muted }: Column<T>): string {
  return `col-${id}${number ? " number" : ""}${muted ? " muted" : ""}`;
}
