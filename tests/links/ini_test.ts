import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/ini";

Deno.test("sections, values and comments of a configuration file are read", () => {
  const text = [
    "; a comment",
    "top = 1",
    "[profile studio]",
    "  region=us-west-2  ",
    'name = "7"',
    "on = true",
    "none = null",
    "url = https://example.com/?a=b",
    "# another",
  ].join("\r\n");
  assertEquals(parse(text), {
    top: 1,
    "profile studio": {
      region: "us-west-2",
      name: "7",
      on: true,
      none: null,
      url: "https://example.com/?a=b",
    },
  });
});

Deno.test("a reviver sees each value with its key and section", () => {
  const seen: unknown[] = [];
  parse("a=1\n[s]\nb=x", {
    reviver: (key, value, section) => seen.push([section, key, value]),
  });
  assertEquals(seen, [[undefined, "a", 1], ["s", "b", "x"]]);
});

Deno.test("a line that is wrong is named by its number", () => {
  assertThrows(() => parse("a=1\nnonsense"), SyntaxError, "at line 2");
  assertThrows(() => parse("[open"), SyntaxError, "at line 1");
  assertThrows(() => parse("= 1"), SyntaxError, "empty key name at line 1");
});

Deno.test("a key named __proto__ stays a key", () => {
  const read = parse<Record<string, unknown>>("[__proto__]\npolluted=1");
  assertEquals(Object.keys(read), ["__proto__"]);
  assertEquals(({} as { polluted?: unknown }).polluted, undefined);
});

Deno.test("what is written is read again, plain values before sections", () => {
  const value = { section: { b: "x" }, a: 1 };
  assertEquals(stringify(value), "a=1\n[section]\nb=x");
  assertEquals(
    stringify(value, { pretty: true, lineBreak: "\r\n" }),
    "a = 1\r\n[section]\r\nb = x",
  );
  assertEquals(parse(stringify(value)), { a: 1, section: { b: "x" } });
  assertEquals(stringify({ a: 1 }, { replacer: (key, value) => `${key}${value}` }), "a=a1");
});
