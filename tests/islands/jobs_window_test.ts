import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Job } from "@/server/contract.ts";
import { isMissing, loadedIds } from "@/client/jobs_window.ts";

function rows(...places: number[]): Map<number, Job> {
  return new Map(places.map((at) => [at, { jobId: `job-${at}` } as Job]));
}

Deno.test("a page is asked for only if a row of it is not there yet", () => {
  const window = { rows: rows(0, 1, 2), total: 5 };
  assertFalse(isMissing(window, 0, 3));
  assert(isMissing(window, 0, 100));
  assertFalse(isMissing({ rows: rows(0, 1, 2), total: 3 }, 0, 100), "beyond the end is nothing");
});

Deno.test("rows that came out of order are listed in the order of the table", () => {
  assertEquals(loadedIds({ rows: rows(200, 0, 100), total: 300 }), ["job-0", "job-100", "job-200"]);
});
