import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import {
  instantiateJob,
  parseDocument,
  parseJobTemplate,
  resolveJobParameters,
} from "@deadline/openjd";
import { Session } from "@deadline/openjd/session";

const SAMPLES = fromFileUrl(new URL("../../samples", import.meta.url));

/** A sample with the values that a client would send: its own, then those of the test. */
async function open(name: string, given: Record<string, string> = {}) {
  const folder = join(SAMPLES, name);
  const template = parseJobTemplate(await Deno.readTextFile(join(folder, "template.yaml")), "YAML");
  const file = await Deno.readTextFile(join(folder, "parameter_values.yaml")).catch(() => "");
  const { parameterValues = [] } = (file ? parseDocument(file, "YAML") : {}) as {
    parameterValues?: { name: string; value: string }[];
  };
  const own = Object.fromEntries(parameterValues.map(({ name, value }) => [name, String(value)]));
  return instantiateJob(template, resolveJobParameters(template, { ...own, ...given }));
}

/** The variables of this process, with the running deno in reach as a worker has it. */
const VARIABLES = {
  ...Deno.env.toObject(),
  PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
};

/** Runs one task of a sample and gives what became of it. */
async function run(
  job: Awaited<ReturnType<typeof open>>,
  step: number,
  task: number,
  signal?: AbortSignal,
) {
  const lines: string[] = [];
  await using session = await Session.open({
    parameters: job.parameters,
    variables: VARIABLES,
    onLine: (line) => void lines.push(line),
  });
  const { script, tasks } = job.steps[step];
  const parameters = tasks.at(task);
  const result = await session.runTask(script, { parameters, signal });
  return { result, lines };
}

Deno.test("sample hello greets", async () => {
  const { result, lines } = await run(await open("hello", { Greeting: "Good 'morning'" }), 0, 0);
  assertEquals(result.status, "SUCCEEDED");
  assert(lines.includes("Good 'morning'"));
});

Deno.test("sample frame-range has a task for each frame and layer, and steps that wait", async () => {
  const job = await open("frame-range", { Frames: "1-3,9", SecondsPerFrame: "0" });
  assertEquals(job.steps.map(({ tasks }) => tasks.size), [8, 4, 1]);
  assertEquals(job.steps.map(({ dependencies }) => dependencies.length), [0, 1, 1]);
  const { result } = await run(job, 0, 7);
  assertEquals(result, {
    status: "SUCCEEDED",
    exitCode: 0,
    progressPercent: 100,
    statusMessage: "frame 9 rendered",
  });
});

Deno.test("sample every-parameter prints each of its parameters", async () => {
  const job = await open("every-parameter", { Notes: "two\nlines" });
  const { result, lines } = await run(job, 0, 0);
  assertEquals(result.status, "SUCCEEDED");
  for (const { value } of Object.values(job.parameters)) {
    for (const part of value.split("\n")) assert(lines.some((line) => line.endsWith(part)), part);
  }
});

Deno.test("sample failing-and-retrying fails in the ways that it says", async () => {
  const never = await open("failing-and-retrying", { ChanceToFail: "0" });
  const always = await open("failing-and-retrying", { ChanceToFail: "1" });
  assertEquals((await run(never, 0, 1)).result.status, "SUCCEEDED");
  assertEquals((await run(always, 0, 1)).result.exitCode, 1);
  const { result, lines } = await run(never, 0, 2);
  assertEquals([result.exitCode, result.failMessage], [3, "cannot load texture wood_04.tx"]);
  assert(lines.includes("Traceback: texture wood_04.tx is missing"));
});

Deno.test("sample long-job saves what it has when it is canceled", async () => {
  const stop = new AbortController();
  const job = await open("long-job", { Seconds: "30" });
  const lines: string[] = [];
  await using session = await Session.open({
    parameters: job.parameters,
    onLine: (line) => {
      lines.push(line);
      if (line.startsWith("Simulating")) stop.abort();
    },
  });
  const { script, tasks } = job.steps[0];
  const result = await session.runTask(script, { parameters: tasks.at(0), signal: stop.signal });
  assertEquals(result, { status: "CANCELED", exitCode: 143 });
  assert(lines.includes("Saved"));
});

Deno.test("sample render-spheres writes an image that is a PNG of the size asked for", async () => {
  const folder = await Deno.makeTempDir();
  const job = await open("render-spheres", {
    Frames: "7",
    Width: "64",
    Samples: "1",
    OutputFolder: folder,
  });
  const { result } = await run(job, 0, 0);
  assertEquals(result.status, "SUCCEEDED");
  const image = await createImageBitmap(
    new Blob([await Deno.readFile(join(folder, "spheres.0007.png"))], { type: "image/png" }),
  );
  assertEquals([image.width, image.height], [64, 36]);
  image.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("sample contact-sheet makes variants of its picture, and a sheet of them", async () => {
  const folder = await Deno.makeTempDir();
  const bundle = join(SAMPLES, "contact-sheet");
  const job = await open("contact-sheet", {
    Picture: join(bundle, "picture.png"),
    Script: join(bundle, "picture.ts"),
    OutputFolder: folder,
  });
  assertEquals(job.steps.map(({ tasks, dependencies }) => [tasks.size, dependencies.length]), [
    [4, 0],
    [1, 1],
  ]);
  for (let task = 0; task < 4; task++) {
    assertEquals((await run(job, 0, task)).result.status, "SUCCEEDED");
  }
  assertEquals((await run(job, 1, 0)).result.status, "SUCCEEDED");
  const image = await createImageBitmap(
    new Blob([await Deno.readFile(join(folder, "sheet.png"))], { type: "image/png" }),
  );
  assertEquals([image.width, image.height], [320, 180]);
  image.close();
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, [
    "sheet.png",
    ...["cool", "grey", "negative", "warm"].map((name) => `tint-${name}.png`),
  ]);
  await Deno.remove(folder, { recursive: true });
});
