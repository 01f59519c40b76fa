import { assertEquals } from "@std/assert";
import type { LogLine } from "@/server/contract.ts";
import { findLines, markHits } from "@/client/log_search.ts";

function line(text: string, n = 1): LogLine {
  return { n, at: "2026-01-01T00:00:00Z", text };
}

Deno.test("search finds lines whatever their case, and through colours", () => {
  const lines = [line("Rendering"), line("\x1b[31mERR\x1b[0mOR"), line("error again")];
  assertEquals(findLines(lines, "error"), [1, 2]);
  assertEquals(findLines(lines, ""), []);
});

Deno.test("every hit of a line is marked", () => {
  assertEquals(markHits("aBAb", "ab"), [
    { text: "aB", hit: true },
    { text: "Ab", hit: true },
  ]);
  assertEquals(markHits("no", "x"), [{ text: "no", hit: false }]);
});

Deno.test("letters that grow in lower case do not shift the marks", () => {
  assertEquals(markHits("İİ x", "x"), [{ text: "İİ x", hit: false }]);
});
