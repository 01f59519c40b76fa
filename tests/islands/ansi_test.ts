import { assertEquals } from "@std/assert";
import { parseAnsi, stripAnsi } from "@/client/ansi.ts";

Deno.test("terminal colours of a log line become spans with class names", () => {
  assertEquals(parseAnsi("\x1b[31;1mERROR\x1b[0m: missing"), [
    { text: "ERROR", look: "ansi-1 ansi-bold" },
    { text: ": missing", look: "" },
  ]);
  assertEquals(parseAnsi("\x1b[38;5;10mgo\x1b[39m on"), [
    { text: "go", look: "ansi-10" },
    { text: " on", look: "" },
  ]);
});

Deno.test("bright and true colours neither break a line nor leak into what follows", () => {
  assertEquals(parseAnsi("\x1b[92mok\x1b[22m!\x1b[0m"), [{ text: "ok!", look: "ansi-10" }]);
  assertEquals(parseAnsi("\x1b[38;2;255;0;0mred\x1b[1m bold"), [
    { text: "red", look: "" },
    { text: " bold", look: "ansi-bold" },
  ]);
});

Deno.test("what a terminal would obey is dropped from a log line", () => {
  const link = "\x1b]8;;https://example.com\x07click\x1b]8;;\x07";
  assertEquals(stripAnsi(link), "click");
  assertEquals(stripAnsi("\x1b]0;title\x1b\\text"), "text");
  assertEquals(stripAnsi("\x1b[2J\x1b[Hcleared\r"), "cleared");
  assertEquals(stripAnsi("bell\x07 and \u202eevil\u202c"), "bell and evil");
});

Deno.test("markup in a log line stays text", () => {
  const line = '<img src=x onerror="alert(1)">';
  assertEquals(parseAnsi(line), [{ text: line, look: "" }]);
});

Deno.test("a sequence that is cut off at the end of a line does no harm", () => {
  assertEquals(parseAnsi("text\x1b["), [{ text: "text[", look: "" }]);
  assertEquals(stripAnsi("text\x1b]8;;https://example.com"), "text");
});
