import {
  extendTo,
  moveCursor,
  NO_ROWS,
  type RowSelection,
  toggleRow,
} from "@/client/row_selection.ts";

const PAGE = 20;

/** What a key does to the rows; undefined if it is not a key of tables. */
export function keyedRows(
  event: KeyboardEvent,
  rows: RowSelection,
  ids: readonly string[],
  selectable: boolean,
): RowSelection | undefined {
  const { key, shiftKey, ctrlKey, metaKey } = event;
  // Buttons, links and boxes inside keep their own keys.
  if (event.target !== event.currentTarget) return undefined;
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE,
    PageUp: -PAGE,
    End: ids.length,
    Home: -ids.length,
  };
  if (key in steps) return moveCursor(rows, steps[key], ids, shiftKey && selectable);
  if (!selectable) return undefined;
  if (key === " " && rows.cursor) {
    return shiftKey ? extendTo(rows, rows.cursor, ids) : toggleRow(rows, rows.cursor);
  }
  if (key === "a" && (ctrlKey || metaKey)) return { ...rows, selected: new Set(ids) };
  if (key === "Escape" && rows.selected.size > 0) return { ...NO_ROWS, cursor: rows.cursor };
  return undefined;
}
