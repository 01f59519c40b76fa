import { assertEquals } from "@std/assert";
import { dumpYaml } from "../../lib/yaml/dump_yaml.ts";

const QUOTED = "- 'yes'\n- '1'\n- '1.5'\n- 'null'\n- '~'\n- '2026-01-02'\n- '1:30'\n";
const SPECIAL = "s: 'a: b'\nt: '- a'\nu: '#'\nv: 'a #b'\nw: ' a'\nx: 'it''s: it'\n";

/** Values, and what PyYAML writes for them with the Python client's settings. */
const CASES: [value: unknown, text: string][] = [
  [{ a: 1, b: true, c: null, d: "x" }, "a: 1\nb: true\nc: null\nd: x\n"],
  [[{ a: [1, { b: "x" }], c: [] }, {}], "- a:\n  - 1\n  - b: x\n  c: []\n- {}\n"],
  [["yes", "1", "1.5", "null", "~", "2026-01-02", "1:30"], QUOTED],
  [{ s: "a: b", t: "- a", u: "#", v: "a #b", w: " a", x: "it's: it" }, SPECIAL],
  [{ a: "a:b", b: "-a", c: "a#b", d: "http://x/?y" }, "a: a:b\nb: -a\nc: a#b\nd: http://x/?y\n"],
  [{ a: "日本", b: "tab\there" }, 'a: "\\u65E5\\u672C"\nb: "tab\\there"\n'],
  [{ a: "one\ntwo\n" }, "a: |\n  one\n  two\n"],
  [{ a: "one\n\ntwo" }, "a: |-\n  one\n\n  two\n"],
  [{ a: "one \ntwo" }, 'a: "one \\ntwo"\n'],
  [{ a: "  one\ntwo\n" }, "a: |2\n    one\n  two\n"],
  [{ a: "" }, "a: ''\n"],
  ["1e3", "'1e3'\n"],
  [new Date("2026-01-02T03:04:05.123Z"), "2026-01-02 03:04:05.123000+00:00\n"],
  [new Date("2026-01-02T03:04:05Z"), "2026-01-02 03:04:05+00:00\n"],
  [{ k: "word ".repeat(20).trim() }, `k: ${words(16)}\n  ${words(4)}\n`],
  [{ k: "a: " + "word ".repeat(20).trim() }, `k: 'a: ${words(15)}\n  ${words(5)}'\n`],
];

function words(count: number): string {
  return Array(count).fill("word").join(" ");
}

for (const [value, text] of CASES) {
  Deno.test(`YAML is written as the Python client writes it: ${JSON.stringify(value)}`, () => {
    assertEquals(dumpYaml(value), text);
  });
}
