import { assertEquals } from "@std/assert";
import {
  extendTo,
  moveCursor,
  NO_ROWS,
  type RowSelection,
  toggleAll,
  toggleRow,
} from "@/client/row_selection.ts";

const ORDER = ["a", "b", "c", "d", "e"];

function selected(rows: RowSelection): string[] {
  return [...rows.selected].sort();
}

Deno.test("a click selects a row, a second one takes it back", () => {
  const once = toggleRow(NO_ROWS, "b");
  assertEquals(selected(once), ["b"]);
  assertEquals(selected(toggleRow(once, "b")), []);
});

Deno.test("shift selects all rows between, in either direction", () => {
  const down = extendTo(toggleRow(NO_ROWS, "b"), "d", ORDER);
  assertEquals(selected(down), ["b", "c", "d"]);
  const up = extendTo(toggleRow(NO_ROWS, "d"), "b", ORDER);
  assertEquals(selected(up), ["b", "c", "d"]);
});

Deno.test("a range whose beginning is gone from the list selects the row itself", () => {
  const rows = toggleRow(NO_ROWS, "gone");
  assertEquals(selected(extendTo(rows, "c", ORDER)), ["c", "gone"]);
});

Deno.test("arrow keys stop at both ends, and shift selects on the way", () => {
  const first = moveCursor(NO_ROWS, 1, ORDER);
  assertEquals(first.cursor, "a");
  assertEquals(moveCursor(first, -1, ORDER).cursor, "a");
  assertEquals(moveCursor(first, 99, ORDER).cursor, "e");
  assertEquals(selected(moveCursor(first, 2, ORDER, true)), ["a", "b", "c"]);
  assertEquals(moveCursor(NO_ROWS, 1, []), NO_ROWS);
});

Deno.test("the box in the head selects all rows, and none when all are selected", () => {
  const all = toggleAll(toggleRow(NO_ROWS, "a"), ORDER);
  assertEquals(selected(all), ORDER);
  assertEquals(selected(toggleAll(all, ORDER)), []);
});
