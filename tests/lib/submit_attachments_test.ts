import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { createSession, getJob, listJobs } from "@deadline/client";
import {
  callStore,
  HashCache,
  manifestKey,
  openQueueStore,
  UnusableFilesError,
  xxh128,
} from "@deadline/client/attachments";
import {
  BundleError,
  describeAssets,
  type SubmissionSummary,
  submitBundle,
  type SubmitBundleInput,
  type SubmitBundleOptions,
  type SubmitProgress,
} from "@deadline/client/bundle";
import {
  CreateQueueCommand,
  CreateStorageProfileCommand,
  UpdateQueueCommand,
} from "@aws-sdk/client-deadline";
import { startFaultProxy } from "../../farm/faults/mod.ts";
import { testFarm } from "../farm/_farm.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Render
parameterDefinitions:
  - { name: Scene, type: PATH, objectType: FILE, dataFlow: IN, default: scene.ma }
  - { name: Textures, type: PATH, dataFlow: IN, default: textures }
  - { name: Output, type: PATH, objectType: FILE, dataFlow: OUT, default: "" }
  - { name: Tool, type: PATH, default: "" }
steps:
  - name: One # stays
    script: { actions: { onRun: { command: "true" } } }
  - name: Two
    script: { actions: { onRun: { command: "true" } } }
`;
const FILES = {
  "template.yaml": TEMPLATE,
  "scene.ma": "scene",
  "textures/a.png": "a",
  "textures/deep/.hidden": "hidden",
  "textures/deep/é.png": "",
};

/** A farm whose queue moves files, behind a proxy, and a bundle with files. */
async function studio(files: Record<string, string> = FILES) {
  const on = await testFarm({ bucket: "attachments" });
  const proxy = await startFaultProxy({ target: on.farm.endpoint });
  const { region, credentials, farmId, queueId } = on.farm;
  const session = createSession({ endpoint: proxy.endpoint, region, credentials, timeout: 10_000 });
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const bundle = join(folder, "bundle");
  for (const [name, text] of Object.entries(files)) {
    const path = join(bundle, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  const ids = { farmId, queueId };
  const cacheDir = join(folder, "cache");
  return {
    on,
    proxy,
    session,
    folder,
    bundle,
    cacheDir,
    ids,
    submit: (input: Partial<SubmitBundleInput> = {}, options: SubmitBundleOptions = {}) =>
      submitBundle(bundle, { ...ids, ...input }, { session, cacheDir, ...options }),
    jobs: () => listJobs(ids, { session }).toArray(),
    job: (jobId: string) => getJob({ ...ids, jobId }, { session }),
    async text(key: string) {
      const store = await openQueueStore(ids, { session });
      const { Body } = await callStore(store, "GetObject", { Key: manifestKey(store, key) });
      return await Body!.transformToString();
    },
    asked: (operation: string) => proxy.seen.filter((each) => each.operation === operation).length,
    async [Symbol.asyncDispose]() {
      await session.close();
      await proxy.close();
      await on[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("files of a job are hashed and sent, and the job names their manifests", async () => {
  await using desk = await studio();
  const phases: string[] = [];
  const onProgress = ({ phase }: SubmitProgress) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  };
  const output = join(desk.folder, "out", "####.png");
  const first = await desk.submit({ parameters: { Output: output } }, { onProgress });
  assertEquals(phases, ["reading", "queue", "hashing", "uploading", "creating", "waiting"]);
  const { attachments, description } = await desk.job(first.jobId);
  assertEquals(description, undefined);
  const [group, ...others] = attachments!.manifests!;
  assertEquals([others, attachments!.fileSystem], [[], "COPIED"]);
  const { inputManifestPath = "", inputManifestHash, ...rest } = group;
  assertEquals(rest, {
    rootPath: desk.folder,
    rootPathFormat: "posix",
    outputRelativeDirectories: ["out"],
  });
  const { farmId, queueId } = desk.ids;
  const place = `${farmId}/${queueId}/Inputs/[0-9a-f]{32}/${await xxh128(desk.folder)}_input`;
  assert(new RegExp(`^${place}$`).test(inputManifestPath), inputManifestPath);
  const text = await desk.text(inputManifestPath);
  assertEquals(await xxh128(text), inputManifestHash);
  assertEquals(JSON.parse(text).paths.map(({ path }: { path: string }) => path), [
    "bundle/scene.ma",
    "bundle/textures/a.png",
    "bundle/textures/deep/.hidden",
    "bundle/textures/deep/é.png",
  ]);
  assertEquals([first.attachments!.hashedFiles, first.attachments!.uploadedFiles], [4, 4]);
  desk.proxy.forget();
  const again = (await desk.submit()).attachments!;
  assertEquals([again.cachedFiles, again.hashedFiles, again.skippedFiles], [4, 0, 4]);
  // The manifest alone.
  assertEquals(desk.asked("PutObject"), 1);
});

Deno.test("files that cannot be sent are all named, and nothing is sent and no job made", async () => {
  await using desk = await studio();
  const at = (name: string) => join(desk.bundle, "textures", name);
  await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
  await Deno.writeTextFile(at("zzz"), "x");
  await Deno.symlink("nowhere", at("dangling"));
  // The bundle itself must be free of links that lead nowhere; folders beside it need not.
  await Deno.rename(join(desk.bundle, "textures"), join(desk.folder, "textures"));
  const parameters = { Textures: join(desk.folder, "textures") };
  const error = await assertRejects(
    () => desk.submit({ parameters, requirePathsExist: true }),
    UnusableFilesError,
  );
  assertEquals(error.problems.map(({ problem }) => problem), ["missing"]);
  const special = await assertRejects(() => desk.submit({ parameters }), UnusableFilesError);
  assertEquals(special.problems, [
    { path: join(desk.folder, "textures/pipe"), problem: "special" },
  ]);
  assertEquals([desk.asked("PutObject"), desk.asked("CreateJob")], [0, 0]);
});

Deno.test("inputs that are not there, and empty folders, are only told of", async () => {
  await using desk = await studio();
  await Deno.mkdir(join(desk.folder, "empty"));
  const { jobId, attachments } = await desk.submit({
    assets: {
      inputFiles: [join(desk.folder, "gone.txt")],
      inputDirectories: [join(desk.folder, "empty"), join(desk.folder, "nowhere")],
    },
  });
  assertEquals(attachments!.totalFiles, 4);
  const [group] = (await desk.job(jobId)).attachments!.manifests!;
  assertEquals(group.rootPath, desk.folder);
});

Deno.test("a queue that does not move files says so, before and after, and the job is made", async () => {
  await using desk = await studio();
  const { farmId } = desk.ids;
  const { queueId } = await desk.on.client.send(
    new CreateQueueCommand({ farmId, displayName: "Plain" }),
  );
  let asked: SubmissionSummary | undefined;
  const confirm = (summary: SubmissionSummary) => {
    asked = summary;
    return true;
  };
  const job = await desk.submit({ queueId: queueId! }, { confirm });
  assertEquals([asked!.attachments, job.attachments], [undefined, undefined]);
  assertStringIncludes(asked!.notices[0], "has no job attachments settings: 2 paths");
  assertEquals(job.notices, asked!.notices);
});

Deno.test("places that nobody has named are told apart, and refused where nobody can be asked", async () => {
  await using desk = await studio();
  const secret = join(desk.folder, "home", "key");
  await Deno.mkdir(join(desk.folder, "home"));
  await Deno.writeTextFile(secret, "secret");
  await Deno.writeTextFile(
    join(desk.bundle, "asset_references.json"),
    JSON.stringify({
      assetReferences: {
        inputs: { filenames: [secret] },
        outputs: { directories: [join(desk.folder, "results")] },
      },
    }),
  );
  const refused = await assertRejects(() => desk.submit(), BundleError);
  assertStringIncludes(refused.message, join(desk.folder, "home"));
  let asked: SubmissionSummary | undefined;
  const confirm = (summary: SubmissionSummary) => {
    asked = summary;
    return false;
  };
  await assertRejects(() => desk.submit({}, { confirm }), Error, "declined");
  const { known, unknown, files, bytes } = asked!.attachments!;
  assertEquals(unknown, {
    inputs: [join(desk.folder, "home")],
    outputs: [join(desk.folder, "results")],
  });
  assertEquals([known.inputs, files, bytes], [[desk.bundle], 5, 18]);
  assertEquals(desk.asked("PutObject"), 0);
  const knownAssetPaths = [join(desk.folder, "home"), join(desk.folder, "results")];
  assertEquals((await desk.submit({ knownAssetPaths })).attachments!.uploadedFiles, 5);
});

Deno.test("what is in shared places of the storage profile is not sent, local places have their names", async () => {
  await using desk = await studio();
  const place = (name: string) => join(desk.folder, name);
  for (const name of ["shared", "local/below"]) {
    await Deno.mkdir(place(name), { recursive: true });
    await Deno.writeTextFile(join(place(name), "file"), name);
  }
  const { storageProfileId } = await desk.on.client.send(
    new CreateStorageProfileCommand({
      farmId: desk.ids.farmId,
      displayName: "Desk",
      osFamily: "LINUX",
      fileSystemLocations: [
        { name: "Shared", path: place("shared"), type: "SHARED" },
        { name: "Local", path: place("local"), type: "LOCAL" },
      ],
    }),
  );
  await desk.on.client.send(
    new UpdateQueueCommand({ ...desk.ids, allowedStorageProfileIdsToAdd: [storageProfileId!] }),
  );
  const { jobId, attachments } = await desk.submit({
    storageProfileId,
    assets: { inputDirectories: [place("shared"), place("local")] },
  });
  assertEquals(attachments!.totalFiles, 5);
  const { manifests } = (await desk.job(jobId)).attachments!;
  assertEquals(
    manifests!.map(({ rootPath, fileSystemLocationName }) => [rootPath, fileSystemLocationName]),
    [[desk.bundle, undefined], [place("local/below"), "Local"]],
  );
});

Deno.test("a file with other bytes than its hash is refused once, and right the next time", async () => {
  await using desk = await studio();
  await desk.submit();
  const path = join(desk.bundle, "scene.ma");
  const known = await (async () => {
    using cache = await HashCache.open(desk.cacheDir);
    return cache.find(path)!;
  })();
  {
    using cache = await HashCache.open(desk.cacheDir);
    await cache.put([{ ...known, hash: "0".repeat(32) }]);
  }
  const error = await assertRejects(() => desk.submit(), UnusableFilesError);
  assertEquals(error.problems, [{ path, problem: "changed" }]);
  assertEquals((await desk.jobs()).length, 1);
  await desk.submit();
  assertEquals((await desk.jobs()).length, 2);
});

Deno.test("a submission that is stopped while it sends makes no job, and the next sends only the rest", async () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`textures/${i}`, `${i}`]));
  await using desk = await studio({ ...FILES, ...many });
  desk.proxy.change({ rules: [{ operation: "PutObject", after: 20, stall: "before" }] });
  const stop = new AbortController();
  const effects: string[] = [];
  const submitting = desk.submit({}, {
    signal: stop.signal,
    onEffect: (effect) => effects.push(effect),
  });
  const answered = () =>
    desk.proxy.seen.filter(({ operation, status }) => operation === "PutObject" && status).length;
  await desk.proxy.sighting(() => answered() === 20);
  stop.abort("enough");
  assertEquals(await submitting.catch((reason) => reason), "enough");
  assertEquals([effects, await desk.jobs()], [[], []]);
  desk.proxy.change({ rules: [] });
  const { attachments } = await desk.submit();
  assertEquals([attachments!.uploadedFiles, attachments!.skippedFiles], [64 - 20, 20]);
});

Deno.test("the same submission made twice under one token makes one job", async () => {
  await using desk = await studio();
  const clientToken = crypto.randomUUID();
  const first = await desk.submit({ clientToken });
  const second = await desk.submit({ clientToken });
  assertEquals([second.jobId, (await desk.jobs()).length], [first.jobId, 1]);
});

Deno.test("host requirements go to every step, and name and description into the template", async () => {
  await using desk = await studio();
  const hostRequirements = { amounts: [{ name: "amount.worker.vcpu", min: 2 }] };
  let template = "";
  await desk.submit({ hostRequirements, name: "Shot", description: "Two of it" }, {
    onRequest: (request) => void (template = request.template!),
  });
  assertEquals(template.match(/amount\.worker\.vcpu/g)?.length, 2);
  for (const part of ["name: Shot", "description: Two of it", "# stays"]) {
    assertStringIncludes(template, part);
  }
});

Deno.test("hooks change a submission before it is sent, and hear of the job that was made", async () => {
  await using desk = await studio();
  const at = (name: string) => join(desk.folder, name);
  await Deno.writeTextFile(at("added"), "added by a hook");
  const output = {
    priority: 12,
    parameters: { Tool: at("tool") },
    attachments: { assetReferences: { inputFilenames: [at("added")] } },
  };
  const script = (text: string) => ({ command: "sh", args: ["-c", text] });
  const sources = [{
    origin: "bundle" as const,
    directory: desk.bundle,
    hooks: {
      version: "1.0" as const,
      preSubmission: [
        script(`sed -i 's/name: Render/name: Hooked/' '${join(desk.bundle, "template.yaml")}'`),
        script(`cat > '${at("before.json")}'; echo '${JSON.stringify(output)}'; echo hello >&2`),
      ],
      postSubmission: [script(`cat > '${at("after.json")}'`), script("exit 3")],
    },
  }];
  const lines: string[] = [];
  const warnings: string[] = [];
  const { jobId } = await desk.submit(
    { hooks: sources, submitterName: "Test", priority: 70, knownAssetPaths: [desk.folder] },
    {
      onHookLine: (line) => lines.push(line),
      onHookWarning: ({ message }) => warnings.push(message),
    },
  );
  const job = await desk.job(jobId);
  assertEquals([job.name, job.priority], ["Hooked", 12]);
  assertEquals(job.parameters!.Tool, { path: at("tool") });
  const [{ inputManifestPath }] = job.attachments!.manifests!;
  assertStringIncludes(await desk.text(inputManifestPath!), '"path":"added"');
  const before = JSON.parse(await Deno.readTextFile(at("before.json")));
  assertEquals([before.submitterName, before.priority, before.jobId], ["Test", 70, undefined]);
  const after = JSON.parse(await Deno.readTextFile(at("after.json")));
  assertEquals([after.jobId, after.submissionPayload.priority], [jobId, 12]);
  assertEquals(warnings.length, 1);
  assert(lines.some((line) => line.endsWith("] hello")), lines.join("\n"));
});

Deno.test("what would be sent is told without reading a file, with where each is from", async () => {
  await using desk = await studio();
  await Deno.writeTextFile(join(desk.folder, "more"), "more");
  const described = await describeAssets(desk.bundle, {
    ...desk.ids,
    assets: { inputFiles: [join(desk.folder, "more"), join(desk.folder, "gone")] },
  }, { session: desk.session });
  assertEquals(
    described.groups[0].files.map(({ path, size, origin }) => [
      path.slice(desk.folder.length + 1),
      size,
      origin,
    ]),
    [
      ["bundle/scene.ma", 5, "parameter"],
      ["bundle/textures/a.png", 1, "parameter"],
      ["bundle/textures/deep/.hidden", 6, "parameter"],
      ["bundle/textures/deep/é.png", 0, "parameter"],
      ["more", 4, "added"],
    ],
  );
  assertEquals(described.missing, [join(desk.folder, "gone")]);
  assertEquals([desk.asked("HeadObject"), desk.asked("AssumeQueueRoleForUser")], [0, 0]);
});
