import { assert, assertEquals } from "@std/assert";
import { visibleRange } from "@/client/visible_range.ts";

Deno.test("only rows in sight and a few around them are drawn", () => {
  assertEquals(visibleRange({ scrollTop: 0, height: 320 }, 32, 100_000, 8), { first: 0, end: 19 });
  assertEquals(visibleRange({ scrollTop: 32_000, height: 320 }, 32, 100_000, 8), {
    first: 992,
    end: 1019,
  });
});

Deno.test("a list that shrank under a scrolled view gives a range within it", () => {
  const { first, end } = visibleRange({ scrollTop: 64_000, height: 320 }, 32, 3);
  assert(first >= 0 && first <= 3 && end === 3, `${first} to ${end}`);
  assertEquals(visibleRange({ scrollTop: 0, height: 320 }, 32, 0), { first: 0, end: 0 });
});
