import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** Runs a test module of its own; gives what it printed of itself and the runner's summary. */
async function run(source: string): Promise<{ said: string[]; summary: string; output: string }> {
  const path = await Deno.makeTempFile({
    dir: join(ROOT, "tests", "links"),
    suffix: "_bdd.tmp.ts",
  });
  try {
    await Deno.writeTextFile(
      path,
      `import { after, afterAll, afterEach, before, beforeAll, beforeEach, describe, it, test } from "@std/testing/bdd";
       const say = (text: string) => console.log("SAID " + text);
       void [after, afterAll, afterEach, before, beforeAll, beforeEach, describe, it, test];
       ${source}`,
    );
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", path],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return {
      said: [...output.matchAll(/^SAID (.*)$/gm)].map(([, text]) => text),
      summary: /^(?:ok|FAILED) \| .*$/m.exec(output)?.[0] ?? output,
      output,
    };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("hooks run around the tests of a suite, outer ones around inner ones", async () => {
  const { said } = await run(`
    describe("outer", () => {
      beforeAll(() => say("outer all"));
      beforeEach(() => say("outer each"));
      afterEach(() => say("outer done"));
      afterAll(() => say("outer end"));
      it("first", () => say("first"));
      describe("inner", () => {
        before(() => say("inner all"));
        beforeEach(() => say("inner each"));
        afterEach(() => say("inner done"));
        after(() => say("inner end"));
        test("second", () => say("second"));
      });
    });`);
  assertEquals(said, [
    "outer all",
    ...["outer each", "first", "outer done"],
    "inner all",
    ...["outer each", "inner each", "second", "inner done", "outer done"],
    "inner end",
    "outer end",
  ]);
});

Deno.test("a test sees what the hooks put into its context, and leaves nothing for the next one", async () => {
  const { said, summary } = await run(`
    interface Context { all: string; each: string; own?: string }
    const suite = describe<Context>({
      name: "suite",
      beforeAll() { this.all = "all"; },
      beforeEach() { this.each = "each"; },
    });
    it(suite, "first", function () { this.own = "mine"; say([this.all, this.each, this.own].join()); });
    it(suite, "second", function () { say([this.all, this.each, this.own].join()); });`);
  assertEquals(said, ["all,each,mine", "all,each,"]);
  assertEquals(summary.startsWith("ok | 1 passed (2 steps)"), true, summary);
});

Deno.test("only what is marked so runs, and what is ignored does not", async () => {
  const { said } = await run(`
    describe("suite", () => {
      it("other", () => say("other"));
      it.only("chosen", () => say("chosen"));
      it.skip("skipped", () => say("skipped"));
    });
    describe("another", () => { it("test", () => say("another")); });`);
  assertEquals(said, ["chosen"]);
  const { said: rest } = await run(`
    describe.ignore("ignored", () => { it("test", () => say("ignored")); });
    describe("suite", () => {
      it.ignore("ignored", () => say("ignored"));
      it({ name: "runs", fn: () => say("runs") });
    });
    it("alone", () => say("alone"));`);
  assertEquals(rest, ["runs", "alone"]);
});

Deno.test("a failing test fails its suite, and the hooks after it still run", async () => {
  const { said, summary } = await run(`
    describe("suite", () => {
      afterEach(() => say("done"));
      afterAll(() => say("end"));
      it("fails", () => { throw new Error("as meant"); });
      it("passes", () => say("passes"));
    });`);
  assertEquals(said, ["done", "passes", "done", "end"]);
  assertEquals(summary.startsWith("FAILED | 0 passed"), true, summary);
});

Deno.test("hooks outside of any suite are for all that follow", async () => {
  const { said } = await run(`
    beforeAll(() => say("once"));
    beforeEach(() => say("each"));
    describe("suite", () => { it("test", () => say("in suite")); });
    it("alone", () => say("alone"));`);
  assertEquals(said, ["once", "each", "in suite", "each", "alone"]);
});

Deno.test("a suite cannot be described by a promise, nor grow while tests run", async () => {
  const promised = await run(`describe("suite", async () => { await 0; });`);
  assertEquals(promised.output.includes("must be defined synchronously"), true);
  const late = await run(`it("one", () => { it("late", () => {}); });`);
  assertEquals(late.output.includes("Cannot register new test cases"), true);
});
