import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

Deno.test("options, values and arguments of a command line are told apart", () => {
  const args = parseArgs(["run", "--port", "80", "--host=::1", "-v", "--deep.key", "x", "7"], {
    boolean: ["v", "quiet"],
    string: ["host"],
  });
  assertEquals(args, {
    _: ["run", 7],
    port: 80,
    host: "::1",
    v: true,
    quiet: false,
    deep: { key: "x" },
  });
});

Deno.test("options have other names, defaults, and may be collected or negated", () => {
  const args = parseArgs(["-p", "a=1", "-p", "b=2", "--no-color"], {
    alias: { param: "p" },
    collect: ["param"],
    string: ["param"],
    negatable: ["color"],
    boolean: ["color"],
    default: { color: true, level: 3 },
  });
  assertEquals(args, { _: [], param: ["a=1", "b=2"], p: ["a=1", "b=2"], color: false, level: 3 });
});

Deno.test("what follows two dashes is left alone", () => {
  assertEquals(parseArgs(["a", "--", "--b"]), { _: ["a", "--b"] });
  assertEquals(parseArgs(["a", "--", "--b"], { "--": true }), { _: ["a"], "--": ["--b"] });
});

Deno.test("reading can stop at the first argument, for commands that have their own options", () => {
  assertEquals(parseArgs(["-q", "submit", "--name", "x"], { boolean: ["q"], stopEarly: true }), {
    _: ["submit", "--name", "x"],
    q: true,
  });
});

Deno.test("unknown options can be refused", () => {
  const refused: string[] = [];
  const args = parseArgs(["--known", "1", "--odd", "2"], {
    string: ["known"],
    unknown: (arg, key) => {
      if (key === undefined) return true;
      refused.push(arg);
      return false;
    },
  });
  assertEquals(refused, ["--odd"]);
  assertEquals(args, { _: [], known: "1" });
});

Deno.test("the types know the options", () => {
  const args = parseArgs([], { boolean: ["quiet"], string: ["host"], collect: ["tag"] });
  const quiet: boolean = args.quiet;
  const host: string | undefined = args.host;
  const tag: unknown[] | undefined = args.tag;
  assertEquals([quiet, host, tag], [false, undefined, undefined]);
});

Deno.test("no option reaches into the prototype", () => {
  parseArgs(["--__proto__.polluted", "1", "--constructor.prototype.polluted", "1"]);
  assertEquals(({} as { polluted?: unknown }).polluted, undefined);
});
