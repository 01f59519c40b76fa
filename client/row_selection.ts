/** Which rows are selected, and where the keyboard is. Rows are known by id, never by place. */
export interface RowSelection {
  readonly selected: ReadonlySet<string>;
  /** The row that the keyboard is on. */
  readonly cursor?: string | undefined;
  /** Where a range begins. */
  readonly anchor?: string | undefined;
}

/** Nothing selected. */
export const NO_ROWS: RowSelection = { selected: new Set() };

/** Adds or removes one row. */
export function toggleRow(rows: RowSelection, id: string): RowSelection {
  const selected = new Set(rows.selected);
  if (!selected.delete(id)) selected.add(id);
  return { selected, cursor: id, anchor: id };
}

/** Adds all rows between the anchor and this one, in the order shown. */
export function extendTo(rows: RowSelection, id: string, order: readonly string[]): RowSelection {
  const anchor = rows.anchor ?? rows.cursor ?? id;
  const from = order.indexOf(anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggleRow(rows, id);
  const selected = new Set(rows.selected);
  for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) selected.add(one);
  return { selected, cursor: id, anchor };
}

/** Moves the keyboard by some rows; with `extend` the rows on the way are selected. */
export function moveCursor(
  rows: RowSelection,
  by: number,
  order: readonly string[],
  extend = false,
): RowSelection {
  if (order.length === 0) return rows;
  const at = rows.cursor === undefined ? -1 : order.indexOf(rows.cursor);
  const next = at < 0
    ? order[by > 0 ? 0 : order.length - 1]
    : order[Math.min(order.length - 1, Math.max(0, at + by))];
  return extend ? extendTo(rows, next, order) : { ...rows, cursor: next, anchor: next };
}

/** Selects all of these rows, or none if all are selected already. */
export function toggleAll(rows: RowSelection, order: readonly string[]): RowSelection {
  const all = order.length > 0 && order.every((id) => rows.selected.has(id));
  return { ...rows, selected: all ? new Set() : new Set(order) };
}
