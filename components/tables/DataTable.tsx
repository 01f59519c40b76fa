import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { extendTo, type RowSelection, toggleRow } from "@/client/row_selection.ts";
import { useMedia, useViewport } from "@/client/use_viewport.ts";
import { type VisibleRange, visibleRange } from "@/client/visible_range.ts";
import { DataHead } from "./DataHead.tsx";
import { DataRow, PendingRow } from "./DataRow.tsx";
import { keyedRows } from "./keyed_rows.ts";

/** A column of a table. Its width is in the stylesheet, by its id. */
export interface Column<T> {
  id: string;
  label: string;
  /** The name the list is sorted by; columns without one cannot be sorted. */
  sort?: string;
  number?: boolean;
  muted?: boolean;
  render: (row: T) => ComponentChildren;
}

/** What {@linkcode DataTable} takes. */
export interface DataTableProps<T> {
  label: string;
  /** A class of its own for the widths of columns. */
  look: string;
  columns: readonly Column<T>[];
  /** How many rows there are, loaded or not. */
  total: number;
  rowAt: (index: number) => T | undefined;
  /** The ids of the loaded rows, in order. */
  ids: readonly string[];
  idOf: (row: T) => string;
  nameOf: (row: T) => string;
  sort?: string;
  order?: string;
  onSort?: (sort: string) => void;
  rows: RowSelection;
  onRows: (rows: RowSelection) => void;
  /** Whether several rows can be selected. */
  selectable?: boolean;
  /** Opens a row: Enter, or a click where rows have no link. */
  onOpen?: (row: T) => void;
  openOnClick?: boolean;
  onRange?: (range: VisibleRange) => void;
  /** Rows become two lines on narrow screens. */
  stacks?: boolean;
}

const ROW = 32;
const TALL_ROW = 56;
const HEAD = 30;

/** A table of any length, of which only what is in sight is in the document. */
export function DataTable<T>(props: DataTableProps<T>): JSX.Element {
  const { total, rowAt, ids, idOf, rows, onRows, onOpen, onRange, selectable } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const narrow = useMedia("(max-width: 560px)");
  const height = narrow && props.stacks ? TALL_ROW : ROW;
  const range = visibleRange(viewport, height, total);
  useEffect(() => onRange?.(range), [range.first, range.end]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyedRows(event, rows, ids, selectable === true);
    const at = (next ?? rows).cursor;
    const index = at === undefined ? -1 : findIndex(props, at);
    const row = index < 0 ? undefined : rowAt(index);
    if (next) onRows(next);
    else if (event.key === "Enter" && event.target === event.currentTarget && row) onOpen?.(row);
    else return;
    event.preventDefault();
    if (index >= 0) reveal(scroller.current, index, height);
  };
  const onToggle = (id: string, extend: boolean) =>
    onRows(extend ? extendTo(rows, id, ids) : toggleRow(rows, id));
  const onCursor = (id: string) => onRows({ ...rows, cursor: id, anchor: id });

  const shown = [];
  for (let index = range.first; index < range.end; index++) {
    const row = rowAt(index);
    shown.push(
      row === undefined ? <PendingRow key={index} index={index} table={props} /> : (
        <DataRow
          key={idOf(row)}
          row={row}
          index={index}
          table={props}
          onToggle={onToggle}
          onCursor={onCursor}
        />
      ),
    );
  }
  return (
    <div class="table-scroll" ref={scroller}>
      <table
        class={`table ${props.look}${props.stacks ? " stacks" : ""}`}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-multiselectable={selectable ? "true" : undefined}
        aria-rowcount={total + 1}
        aria-activedescendant={rows.cursor && ids.includes(rows.cursor)
          ? `row-${rows.cursor}`
          : undefined}
        onKeyDown={onKeyDown}
      >
        <DataHead {...props} />
        <tbody>
          <Space rows={range.first} height={height} />
          {shown}
          <Space rows={total - range.end} height={height} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands in for the rows that are out of sight. */
function Space({ rows, height }: { rows: number; height: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="space" aria-hidden="true">
      <td height={rows * height} />
    </tr>
  );
}

function findIndex<T>({ total, rowAt, idOf }: DataTableProps<T>, id: string): number {
  for (let index = 0; index < total; index++) {
    const row = rowAt(index);
    if (row !== undefined && idOf(row) === id) return index;
  }
  return -1;
}

function reveal(scroller: HTMLElement | null, index: number, height: number): void {
  if (!scroller) return;
  const top = index * height;
  const bottom = top + height;
  const shown = scroller.clientHeight - HEAD;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop + shown) scroller.scrollTop = bottom - shown;
}
