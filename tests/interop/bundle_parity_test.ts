import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  readBundle,
  resolveBundleParameters,
  saveToHistory,
  writeBundle,
} from "@deadline/client/bundle";
import { type EnvironmentTemplate, parseEnvironmentTemplate } from "@deadline/openjd";
import type { ParameterRules } from "../../lib/bundle/parameter_type.ts";
import { checkValueText, readParameterValue } from "../../lib/bundle/parameter_value.ts";
import { toWireParameter, toWireParameters } from "../../lib/bundle/wire_parameters.ts";
import { VENV } from "./_local_farm.ts";

const SCRIPT = fromFileUrl(new URL("./bundle_parity.py", import.meta.url));
const BUNDLES = 150;
const VALUES = 600;

/** What the Python client made of one case. */
type Answer = { result: unknown; error?: undefined } | { result?: undefined; error: string };

/** Gives the Python client all cases in one run. */
async function ask(home: string, cases: object[]): Promise<Answer[]> {
  const child = new Deno.Command(join(VENV!, "bin", "python"), {
    args: [SCRIPT],
    env: { HOME: home, DEADLINE_CONFIG_FILE_PATH: join(home, "config") },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.output();
  const lines = cases.map((each) => JSON.stringify(each) + "\n").join("");
  await new Response(lines).body!.pipeTo(child.stdin);
  const { stdout } = await output;
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
}

/** Numbers that are the same in every run. */
class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  /** A whole number from 0 on, below `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor(this.#state / 2 ** 32 * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const TEXTS = ["", "a", "日本", "x y", "a\\b", 'q"uote', "1e3", "5", "yes", "-", "\ttab", "{}"];
const PATHS = ["a", "sub/b.txt", "./c", "sub/../d e", "é"];
const OTHER_PATHS = ["/abs/x", "rel/y", "../up", "", "/abs/../z"];

interface Definition {
  name: string;
  type: "STRING" | "PATH" | "INT" | "FLOAT";
  default?: string | number;
  [other: string]: unknown;
}

function definition(dice: Dice, name: string): Definition {
  const type = dice.pick(["STRING", "PATH", "INT", "FLOAT"] as const);
  const made: Definition = { name, type };
  if (type === "PATH") {
    if (dice.chance(50)) made.objectType = dice.pick(["FILE", "DIRECTORY"]);
    if (dice.chance(50)) made.dataFlow = dice.pick(["NONE", "IN", "OUT", "INOUT"]);
  }
  if (dice.chance(70)) made.default = valueOf(dice, type, PATHS);
  return made;
}

function valueOf(dice: Dice, type: Definition["type"], paths: readonly string[]): string | number {
  if (type === "STRING") return dice.pick(TEXTS);
  if (type === "PATH") return dice.pick(paths);
  if (type === "INT") return dice.chance(50) ? dice.below(1000) - 500 : `${dice.below(99)}`;
  return dice.chance(50) ? (dice.below(1000) * 2 + 1) / 64 : `${dice.below(9)}.25`;
}

/** Writes a bundle of any form, and says what its submitter gives. */
async function randomBundle(dice: Dice, directory: string) {
  await Deno.mkdir(directory);
  const definitions = Array.from(
    { length: 1 + dice.below(6) },
    (_, i) => definition(dice, `P${i}`),
  );
  const queue = dice.chance(40)
    ? [{ name: dice.chance(50) ? "Q" : "P9", type: "STRING", default: "queue" }]
    : [];
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "Job",
    parameterDefinitions: definitions,
    steps: [{ name: "S", script: { actions: { onRun: { command: "true" } } } }],
  };
  const parameterValues: { name: string; value: unknown }[] = [];
  const values: Record<string, string> = {};
  for (const { name, type, default: preset } of definitions) {
    const must = preset === undefined;
    if (must ? dice.chance(95) : dice.chance(30)) {
      parameterValues.push({ name, value: valueOf(dice, type, OTHER_PATHS) });
    }
    if (dice.chance(30)) values[name] = `${valueOf(dice, type, OTHER_PATHS)}`;
  }
  if (queue.length > 0 && dice.chance(50)) {
    parameterValues.push({ name: queue[0].name, value: "b" });
  }
  if (dice.chance(30)) parameterValues.push({ name: "deadline:priority", value: dice.below(100) });
  if (dice.chance(20)) {
    parameterValues.push({ name: "deadline:targetTaskRunStatus", value: "SUSPENDED" });
  }
  if (dice.chance(20)) parameterValues.push({ name: "maya:thing", value: "x" });
  if (dice.chance(5)) parameterValues.push({ name: "Nobody", value: "x" });
  if (dice.chance(5)) parameterValues.push({ name: "deadline:size", value: 1 });
  const write = (name: string, content: unknown) =>
    Deno.writeTextFile(
      join(directory, `${name}.${dice.pick(["json", "yaml"])}`),
      JSON.stringify(content, null, 1),
    );
  await write("template", template);
  if (parameterValues.length > 0) await write("parameter_values", { parameterValues });
  return { kind: "bundle", directory, queue, values, cwd: "/tmp" };
}

/** What we would send for the same. */
async function ours(
  { directory, queue, values, cwd }: Awaited<ReturnType<typeof randomBundle>>,
): Promise<Answer> {
  const environments: EnvironmentTemplate[] = queue.length === 0 ? [] : [
    parseEnvironmentTemplate(
      JSON.stringify({
        specificationVersion: "environment-2023-09",
        parameterDefinitions: queue,
        environment: { name: "E", variables: { A: "b" } },
      }),
      "JSON",
    ),
  ];
  try {
    const bundle = await readBundle(directory, { cwd });
    const { fields, parameters } = resolveBundleParameters(bundle, {
      values,
      queueEnvironments: environments,
      cwd,
    });
    return { result: { fields, parameters: toWireParameters(parameters) } };
  } catch (error) {
    return { error: `${error}` };
  }
}

async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "interop-bundle-" }));
  try {
    await body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test({
  name: "random bundles give the same parameters and fields as with the Python client",
  ignore: !VENV,
  fn: () =>
    withHome(async (home) => {
      const dice = new Dice(20260102);
      const cases = [];
      for (let i = 0; i < BUNDLES; i++) cases.push(await randomBundle(dice, join(home, `b${i}`)));
      const theirs = await ask(home, cases);
      let same = 0;
      for (const [index, each] of cases.entries()) {
        const mine = await ours(each);
        const shown = `${JSON.stringify(each)}\nours: ${mine.error}\ntheirs: ${
          theirs[index].error
        }`;
        assertEquals(mine.error === undefined, theirs[index].error === undefined, shown);
        assertEquals(mine.result, theirs[index].result, shown);
        if (mine.error === undefined) same++;
      }
      assert(same > BUNDLES / 2, `only ${same} bundles could be submitted`);
    }),
});

const ITEMS = [0, 1, -1, 5, 512, 0.5, 1e15, 1e-7, "a", "yes", "OFF", "", "é", true, null, [1], [
  [1, 2],
  [],
]];

const RULES: Omit<ParameterRules, "name">[] = [
  { type: "BOOL" },
  { type: "RANGE_EXPR" },
  { type: "LIST[STRING]" },
  { type: "LIST[STRING]", minLength: 1, maxLength: 2, item: { minLength: 1, maxLength: 3 } },
  { type: "LIST[STRING]", item: { allowedValues: ["a", "é"] } },
  { type: "LIST[PATH]" },
  { type: "LIST[INT]" },
  { type: "LIST[INT]", item: { minValue: 0, maxValue: 5 } },
  { type: "LIST[FLOAT]" },
  { type: "LIST[FLOAT]", item: { allowedValues: [0.5, 1] } },
  { type: "LIST[BOOL]" },
  { type: "LIST[LIST[INT]]" },
  { type: "LIST[LIST[INT]]", item: { minLength: 1, item: { maxValue: 1 } } },
];

const RANGES = [
  "1",
  "1-5",
  "1 - 5 : 2",
  "5-1",
  "5-1:-2",
  "1-5,5",
  "1-10:4,10-15",
  "-3--1",
  "a",
  "",
];

function randomValue(dice: Dice, { type }: { type: ParameterRules["type"] }): unknown {
  if (type === "RANGE_EXPR") return dice.pick([...RANGES, 5]);
  if (type === "BOOL") return dice.pick(ITEMS.filter((each) => each !== null));
  const fit: unknown[] = type.includes("STRING") || type.includes("PATH")
    ? ["a", "é", "", "abcd"]
    : type === "LIST[BOOL]"
    ? [true, "no", 1, "ON"]
    : type === "LIST[LIST[INT]]"
    ? [[1, 2], [], [0]]
    : [0, 1, 5, -2, 0.5];
  const items = Array.from(
    { length: dice.below(4) },
    () => dice.pick(dice.chance(85) ? fit : ITEMS),
  );
  return dice.chance(50) ? items : dice.chance(95) ? JSON.stringify(items) : '{"a": 1}';
}

Deno.test({
  name: "values of all types are taken, refused and sent as the Python client does",
  ignore: !VENV,
  fn: () =>
    withHome(async (home) => {
      const dice = new Dice(7);
      const cases = Array.from({ length: VALUES }, () => {
        const rules = dice.pick(RULES);
        return { kind: "value", rules, value: randomValue(dice, rules) };
      });
      const theirs = await ask(home, cases);
      let taken = 0;
      for (const [index, { rules, value }] of cases.entries()) {
        const shown = `${JSON.stringify(cases[index])}: theirs ${JSON.stringify(theirs[index])}`;
        let mine: unknown;
        try {
          const named = { name: "P", ...rules };
          const text = readParameterValue(named, value);
          const wrong = checkValueText(named, text);
          if (wrong) throw new TypeError(wrong);
          mine = toWireParameter(rules.type, text);
          taken++;
        } catch (error) {
          assert(theirs[index].error, `${shown}, ours ${error}`);
          continue;
        }
        assertEquals(theirs[index].error, undefined, shown);
        assertEquals(mine, theirs[index].result, shown);
      }
      assert(taken > VALUES / 3, `only ${taken} values could be used`);
    }),
});

Deno.test({
  name: "the job history has the folders that the Python client would make",
  ignore: !VENV,
  fn: () =>
    withHome(async (home) => {
      const folders = [join(home, "ours"), join(home, "theirs")];
      const jobs = [
        ["Maya", "shot 12"],
        ["Ma/ya: 2", "é_日本 ½ ² Ⅷ 💥 a\u0301"],
        ["", "../up"],
        ["CLI", "x".repeat(200)],
      ];
      const month = new Date().toLocaleDateString("sv").slice(0, 7);
      const made: string[][] = [[], []];
      for (const folder of folders) {
        for (const name of ["05-a", "x-b", "007-c"]) {
          const day = new Date().toLocaleDateString("sv");
          await Deno.mkdir(join(folder, month, `${day}-${name}`), { recursive: true });
        }
      }
      for (const [submitterName, jobName] of jobs) {
        const input = { folder: folders[0], submitterName, jobName };
        made[0].push((await saveToHistory(input, { template: {} })).slice(folders[0].length));
      }
      const cases = jobs.map(([submitter, job]) => ({
        kind: "history",
        folder: folders[1],
        submitter,
        job,
      }));
      for (const { result, error } of await ask(home, cases)) {
        assertEquals(error, undefined);
        made[1].push((result as string).slice(folders[1].length));
      }
      assertEquals(made[0], made[1]);
    }),
});

Deno.test({
  name: "documents of a bundle are written byte for byte as the Python client writes them",
  ignore: !VENV,
  fn: () =>
    withHome(async (home) => {
      const dice = new Dice(99);
      for (const type of ["YAML", "JSON"] as const) {
        const parameterValues = Array.from({ length: 60 }, (_, index) => ({
          name: `P${index}`,
          value: dice.pick<unknown>([
            ...TEXTS.filter((text) => text !== "1e3"),
            "several\nlines\n",
            "word ".repeat(40),
            0.25,
            -7,
            true,
            ["a", "b"],
            [],
          ]),
        }));
        const [ours, theirs] = [join(home, `ours ${type}`), join(home, `theirs ${type}`)];
        await Deno.mkdir(theirs);
        const paths = ["/b", "/a b", "/é"];
        await writeBundle(ours, {
          template: {},
          parameterValues,
          assetReferences: {
            inputFiles: paths,
            inputDirectories: [],
            outputDirectories: ["/o"],
            referencedPaths: [],
          },
        }, { format: type });
        const assetReferences = {
          inputs: { directories: [], filenames: paths.toSorted() },
          outputs: { directories: ["/o"] },
          referencedPaths: [],
        };
        const write = { kind: "document", folder: theirs, type };
        await ask(home, [
          { ...write, name: "parameter_values", content: { parameterValues } },
          { ...write, name: "asset_references", content: { assetReferences } },
        ]);
        for (const name of ["parameter_values", "asset_references"]) {
          const file = `${name}.${type.toLowerCase()}`;
          const [mine, other] = [join(ours, file), join(theirs, file)];
          assertEquals(await Deno.readTextFile(mine), await Deno.readTextFile(other), file);
        }
      }
    }),
});
