import { assertEquals } from "@std/assert";
import {
  elapsedOf,
  formatDuration,
  formatElapsed,
  formatRelative,
  shortId,
  shortUser,
} from "@/client/format.ts";
import { formatCount, formatNumber } from "@/words/amounts.ts";

Deno.test("times are said as people say them", () => {
  const now = new Date(2026, 5, 15, 12, 0, 0).getTime();
  const ago = (ms: number) => formatRelative(now - ms, now);
  assertEquals(ago(1000), "now");
  assertEquals(ago(12_000), "12 s ago");
  assertEquals(ago(5 * 60_000), "5 min ago");
  assertEquals(ago(3 * 3_600_000), "Today 09:00");
  assertEquals(ago(24 * 3_600_000), "Yesterday 12:00");
  assertEquals(formatRelative(undefined, now), "–");
  // A server clock a little ahead must not show times in the future.
  assertEquals(formatRelative(now + 500, now), "now");
});

Deno.test("durations lose what does not matter as they grow", () => {
  assertEquals(formatDuration(38), "38 ms");
  assertEquals(formatDuration(4_000), "4 s");
  assertEquals(formatDuration(12 * 60_000), "12 min");
  assertEquals(formatDuration(3_600_000 + 5 * 60_000), "1 h 5 min");
  assertEquals(formatDuration(29 * 3_600_000 + 600_000), "29 h");
});

Deno.test("elapsed time counts on while something runs and stands when it is over", () => {
  const startedAt = "2026-01-01T00:00:00Z";
  const now = Date.parse("2026-01-01T01:02:03Z");
  assertEquals(formatElapsed(elapsedOf({ startedAt }, now)), "1:02:03");
  assertEquals(elapsedOf({ startedAt, endedAt: "2026-01-01T00:00:09Z" }, now), 9000);
  assertEquals(formatElapsed(elapsedOf({}, now)), "–");
});

Deno.test("numbers, ids and users are shortened where people read them", () => {
  assertEquals(formatNumber(1204), "1,204");
  assertEquals([formatCount(1, "job"), formatCount(2, "job")], ["1 job", "2 jobs"]);
  assertEquals(shortId("job-0123456789abcdef0123456789abcdef"), "job-012345…");
  assertEquals(shortUser("arn:aws:iam::123456789012:user/mara"), "mara");
  assertEquals(shortUser("tunde"), "tunde");
});
