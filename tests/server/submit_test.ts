import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { getJob } from "@deadline/client";
import { listJobInputs } from "@deadline/client/attachments";
import type { BundleListing, OperationState, SubmitRequest } from "@/server/contract.ts";
import { type Desk, noise, openDesk } from "../lib/attachments/_desk.ts";
import { serve, type Served, testConsole, until } from "./_console.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Composite
parameterDefinitions:
  - { name: Scene, type: PATH, objectType: FILE, dataFlow: IN, default: scene.txt }
  - { name: Out, type: PATH, objectType: DIRECTORY, dataFlow: OUT, default: out }
steps:
  - name: Only
    script: { actions: { onRun: { command: echo } } }
`;

interface Scene extends AsyncDisposable {
  desk: Desk;
  served: Served;
  console: Awaited<ReturnType<typeof testConsole>>["console"];
  bundle: string;
  dataDir: string;
  submit(part?: Partial<SubmitRequest>, answer?: string): Promise<OperationState>;
  start(part?: Partial<SubmitRequest>): Promise<() => OperationState>;
}

/** A bundle below an allowed folder, and a console on a farm whose queue has attachments. */
async function setScene(): Promise<Scene> {
  const desk = await openDesk();
  const { endpoint, region, credentials, farmId, queueId } = desk.on.farm;
  const test = await testConsole({ endpoint, region, keys: credentials, roots: [desk.folder] });
  const served = await serve(test.console);
  const bundle = join(desk.folder, "bundle");
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(join(bundle, "template.yaml"), TEMPLATE);
  await Deno.writeTextFile(join(bundle, "scene.txt"), "a scene");
  const start = async (part: Partial<SubmitRequest> = {}) => {
    const request: SubmitRequest = { farmId, queueId, bundle, parameters: {}, ...part };
    const body = JSON.stringify(request);
    const response = await served.ask("/api/operations/submit", { method: "POST", body });
    const { data: { id } } = await response.json();
    return () => test.console.operations.get(id)!;
  };
  return {
    desk,
    served,
    console: test.console,
    bundle,
    dataDir: test.dataDir,
    start,
    async submit(part, answer) {
      const state = await start(part);
      const isOver = () => state().status !== "running";
      await until(() => isOver() || state().question !== undefined, "it goes on");
      if (!isOver()) {
        assert(answer, `an answer is wanted: ${state().question!.title}`);
        test.console.operations.answer(state().id, state().question!.id, answer);
        await until(isOver, "it ends");
      }
      return state();
    },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a submission sends the files of its bundle and those that were added, and says how far it is", async () => {
  await using scene = await setScene();
  const { desk, bundle, submit, served } = scene;
  const textures = join(desk.folder, "textures");
  await Deno.mkdir(textures);
  await Deno.writeFile(join(textures, "wood.png"), noise(200_000));
  const hostRequirements = { attributes: [{ name: "attr.worker.os.family", anyOf: ["linux"] }] };
  const state = await submit({
    name: "With files",
    description: "A test",
    assets: { inputFiles: [], inputDirectories: [textures], outputDirectories: [] },
    hostRequirements,
  });
  assertEquals([state.status, state.problem], ["succeeded", undefined]);
  const { farmId, queueId, jobId } = state.result!;
  const ids = { farmId, queueId, jobId: jobId! };
  const job = await getJob(ids, { session: desk.session });
  assertEquals([job.name, job.description, job.attachments?.fileSystem], [
    "With files",
    "A test",
    "COPIED",
  ]);
  const [group] = await listJobInputs(ids, { session: desk.session });
  assertEquals(group.rootPath, desk.folder);
  assertEquals(group.manifest.paths.map(({ path }) => path), [
    "bundle/scene.txt",
    "textures/wood.png",
  ]);
  assertEquals(group.outputRelativeDirectories, ["bundle/out"]);
  const bars = state.bars!.map((
    { id, files, totalFiles, bytes },
  ) => [id, files, totalFiles, bytes]);
  assertEquals(bars, [["hashing", 2, 2, 200_007], ["uploading", 2, 2, 200_007]]);
  assertStringIncludes(state.log.map(({ text }) => text).join("\n"), "Creating the job");

  // The copy in the history submits the same again, from where it lies.
  const { data } = await (await served.ask("/api/bundles?source=recent")).json() as {
    data: BundleListing;
  };
  assertEquals(data.entries.map(({ path, isHistory = false }) => [path === bundle, isHistory]), [
    [true, false],
    [false, true],
  ]);
  // Its files lie where the copy does not, so they are asked about.
  const copy = await submit({ bundle: data.entries[1].path }, "send");
  assertEquals([copy.status, copy.problem], ["succeeded", undefined]);
  const again = await listJobInputs({ ...ids, jobId: copy.result!.jobId! }, {
    session: desk.session,
  });
  assertEquals(again[0].manifest.paths.length, 2);
  assertEquals(copy.bars!.at(-1)!.skippedFiles, 2);
});

Deno.test("files of places that nobody named are sent only after a question, which names them all", async () => {
  await using scene = await setScene();
  const { desk, bundle, submit, console } = scene;
  const elsewhere = join(desk.folder, "elsewhere");
  await Deno.mkdir(elsewhere);
  await Deno.writeTextFile(join(elsewhere, "secret.txt"), "not for everybody");
  const references = {
    assetReferences: { inputs: { filenames: [join(elsewhere, "secret.txt")], directories: [] } },
  };
  await Deno.writeTextFile(join(bundle, "asset_references.json"), JSON.stringify(references));
  const declined = await submit({}, "stop");
  assertEquals([declined.status, declined.question], ["cancelled", undefined]);
  const asked = await scene.start();
  await until(() => asked().question !== undefined, "it asks");
  const { lists, choices } = asked().question!;
  assertEquals(lists![0].items, [elsewhere]);
  assertEquals(choices.map(({ id }) => id), ["send", "stop"]);
  console.operations.answer(asked().id, asked().question!.id, "send");
  await until(() => asked().status !== "running", "it ends");
  assertEquals(asked().status, "succeeded");
});

Deno.test("no file leaves the allowed folders, by its path or by a link", async () => {
  await using scene = await setScene();
  const { desk, submit, bundle } = scene;
  const private_ = await Deno.realPath(await Deno.makeTempDir({ prefix: "private-" }));
  try {
    await Deno.writeTextFile(join(private_, "key"), "a key");
    await Deno.mkdir(join(desk.folder, "shots"));
    await Deno.symlink(join(private_, "key"), join(desk.folder, "shots", "link"));
    await Deno.symlink(private_, join(desk.folder, "linked"));
    const ways = [
      { inputFiles: [join(private_, "key")], inputDirectories: [] },
      { inputFiles: [], inputDirectories: [private_] },
      { inputFiles: [], inputDirectories: [join(desk.folder, "shots")] },
      { inputFiles: [join(desk.folder, "linked", "key")], inputDirectories: [] },
    ];
    for (const way of ways) {
      const state = await submit({ assets: { ...way, outputDirectories: [] } }, "send");
      assertEquals([state.status, state.problem?.code], ["failed", "NotAllowed"], `${way}`);
      assertEquals(state.effect ?? "not sent", "not sent");
    }
    const scene_ = await submit({ parameters: { Scene: join(private_, "key") } }, "send");
    assertEquals(scene_.problem?.code, "NotAllowed");
    assertEquals((await submit({ bundle })).status, "succeeded");
  } finally {
    await Deno.remove(private_, { recursive: true });
  }
});

Deno.test("what is missing is told, and refused if all inputs must be there", async () => {
  await using scene = await setScene();
  const { bundle, submit } = scene;
  await Deno.remove(join(bundle, "scene.txt"));
  const told = await submit();
  assertEquals(told.status, "succeeded");
  assertStringIncludes(told.log.map(({ text }) => text).join("\n"), join(bundle, "scene.txt"));
  const refused = await submit({ requirePathsExist: true });
  assertEquals(refused.status, "failed");
  assertStringIncludes(refused.problem!.title, "scene.txt");
});

Deno.test("a form is written as a command line, as TypeScript, and as what CreateJob takes", async () => {
  await using scene = await setScene();
  const { farmId, queueId } = scene.desk.on.farm;
  const write = async (part: Partial<SubmitRequest>) => {
    const body = JSON.stringify({ bundle: scene.bundle, parameters: {}, ...part });
    const path = `/api/farms/${farmId}/queues/${queueId}/equivalents`;
    const response = await scene.served.ask(path, { method: "POST", body });
    return { status: response.status, ...await response.json() };
  };
  const { data } = await write({
    name: 'It\'s "mine"',
    priority: 70,
    parameters: { Out: "/out $HOME" },
    description: "Not on the command line",
    hostRequirements: { amounts: [{ name: "amount.worker.vcpu", min: 2 }] },
  });
  const [note, command] = data.cli.split("\n");
  assertStringIncludes(note, "the description, the host requirements");
  assertEquals(
    command,
    `deadline bundle submit ${scene.bundle} --farm-id ${farmId} --queue-id ${queueId} ` +
      `--parameter 'Out=/out $HOME' --name 'It'\\''s "mine"' --priority 70`,
  );
  assertStringIncludes(data.typescript, 'name: "It\'s \\"mine\\""');
  const args = JSON.parse(data.json);
  assertEquals(args.parameters.Out, { path: "/out $HOME" });
  assertEquals([args.priority, args.templateType], [70, "YAML"]);
  assertStringIncludes(args.template, "amount.worker.vcpu");
  const wrong = await write({ parameters: { None: "1" } });
  assertEquals([wrong.status, wrong.code], [422, "BundleError"]);
});
