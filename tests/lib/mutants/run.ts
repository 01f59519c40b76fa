/**
 * Runs the tests of the task layer against copies of it with one mechanism taken out each, and prints
 * as JSON which tests failed. A process of its own: what is broken may leave anything behind.
 *
 * @module
 */
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { type Mutation, MUTATIONS } from "./mutations.ts";

/** What a run of the tests against one copy showed. */
export interface Verdict {
  /** What was taken out; undefined for the copy that is whole. */
  readonly name: string | undefined;
  /** The names of the tests that failed. */
  readonly failed: readonly string[];
  /** How many tests ran. */
  readonly ran: number;
}

interface CollectedTest {
  name: string;
  body: () => unknown;
}

const ROOT = fromFileUrl(new URL("../../..", import.meta.url));
const TESTS = ["task/promises_test.ts", "task/interleavings_test.ts", "wire/reordering_test.ts"];
/**
 * A test that a mutation makes wait forever counts as failed after so many milliseconds: those that
 * play many histories, which run one by one, and the others, which run side by side.
 */
const PATIENCE = { histories: 2_000, one: 400 };

if (import.meta.main) {
  globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
  const verdicts: Verdict[] = [];
  for (const mutation of [undefined, ...MUTATIONS]) verdicts.push(await judge(mutation));
  console.log(JSON.stringify(verdicts));
  Deno.exit(0);
}

async function judge(mutation: Mutation | undefined): Promise<Verdict> {
  const folder = await Deno.makeTempDir({ prefix: "mutant-" });
  try {
    await copySources(folder, mutation);
    const tests = await collectTests(folder);
    const failed: string[] = [];
    const run = async ({ name, body }: CollectedTest, patience: number) => {
      if (!await passes(body, patience)) failed.push(name);
    };
    const { histories = [], one = [] } = Object.groupBy(
      tests,
      ({ name }) => name.includes("random") ? "histories" : "one",
    );
    for (const test of histories) await run(test, PATIENCE.histories);
    await Promise.all(one.map((test) => run(test, PATIENCE.one)));
    return { name: mutation?.name, failed, ran: tests.length };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copySources(folder: string, mutation: Mutation | undefined): Promise<void> {
  for (const room of ["task", "wire"]) {
    await Deno.mkdir(join(folder, "lib", room), { recursive: true });
    for await (const { name } of Deno.readDir(join(ROOT, "lib", room))) {
      const file = `${room}/${name}`;
      const text = await Deno.readTextFile(join(ROOT, "lib", file));
      const changed = mutation?.file === file ? mutate(text, mutation) : text;
      await Deno.writeTextFile(join(folder, "lib", file), redirect(changed, ".."));
    }
  }
  for (const file of [...TESTS, "task/virtual_clock.ts"]) {
    const text = await Deno.readTextFile(join(ROOT, "tests/lib", file));
    await Deno.mkdir(join(folder, "tests", file, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, "tests", file), collecting(redirect(text, "../../lib")));
  }
}

function mutate(text: string, { file, text: original, instead }: Mutation): string {
  const parts = text.split(original);
  if (parts.length === 2) return parts.join(instead);
  throw new Error(`"${original}" occurs ${parts.length - 1} times in ${file}; adapt the mutation`);
}

function redirect(text: string, lib: string): string {
  return text.replaceAll(/"@deadline\/client\/(task|wire)"/g, `"${lib}/$1/mod.ts"`);
}

/** The tests are not registered with the runner but kept, to be run here. */
function collecting(text: string): string {
  return `const Deno = { ...globalThis.Deno, test: globalThis.collectTest };\n${text}`;
}

async function collectTests(folder: string): Promise<CollectedTest[]> {
  const tests: CollectedTest[] = [];
  Object.assign(globalThis, {
    collectTest: (name: string, body: () => unknown) => tests.push({ name, body }),
  });
  for (const file of TESTS) await import(toFileUrl(join(folder, "tests", file)).href);
  return tests;
}

async function passes(body: () => unknown, patience: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(resolve, patience, false));
  try {
    return await Promise.race([(async () => (await body(), true))(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
