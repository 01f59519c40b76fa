import type { JSX } from "preact";
import { toggleAll } from "@/client/row_selection.ts";
import type { DataTableProps } from "./DataTable.tsx";

/** The head of a table: a box for all rows, and columns that sort. */
export function DataHead<T>(props: DataTableProps<T>): JSX.Element {
  const { columns, ids, rows, onRows, selectable, sort, order, onSort } = props;
  const all = ids.length > 0 && ids.every((id) => rows.selected.has(id));
  const some = !all && rows.selected.size > 0;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selectable && (
          <th class="col-check">
            <input
              type="checkbox"
              aria-label={`Select all loaded ${props.label.toLowerCase()}`}
              checked={all}
              ref={(box) => {
                if (box) box.indeterminate = some;
              }}
              onClick={() => onRows(toggleAll(rows, ids))}
            />
          </th>
        )}
        {columns.map(({ id, label, number, sort: by }) => {
          const sorted = by !== undefined && by === sort;
          return (
            <th
              key={id}
              class={`col-${id}${number ? " number" : ""}`}
              aria-sort={sorted ? (order === "asc" ? "ascending" : "descending") : undefined}
            >
              {by === undefined || !onSort
                ? label
                : (
                  <button type="button" class="sort" onClick={() => onSort(by)}>
                    {label}
                    <span aria-hidden="true">{sorted ? (order === "asc" ? " ▴" : " ▾") : ""}</span>
                  </button>
                )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
