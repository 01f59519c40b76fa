/** Rows to draw: from `first` up to but not including `end`. */
export interface VisibleRange {
  first: number;
  end: number;
}

/** Which of `count` rows of one height are in sight, with some above and below for smooth scrolling. */
export function visibleRange(
  view: { scrollTop: number; height: number },
  rowHeight: number,
  count: number,
  overscan = 8,
): VisibleRange {
  const top = Math.floor(view.scrollTop / rowHeight);
  const shown = Math.ceil(view.height / rowHeight) + 1;
  const first = Math.max(0, Math.min(top, count) - overscan);
  return { first, end: Math.min(count, top + shown + overscan) };
}
