import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  CreateStorageProfileCommand,
  GetFleetCommand,
  UpdateFleetCommand,
} from "@aws-sdk/client-deadline";
import { xxh128 } from "@deadline/client/attachments";
import { startFaultProxy } from "../../../farm/faults/mod.ts";
import { TestAttachments } from "./_attachments.ts";
import { bash, TestFarm, TestWorker } from "./harness.ts";

const PATHS = [
  { name: "Scene", type: "PATH", objectType: "FILE", dataFlow: "IN" },
  { name: "Out", type: "PATH", objectType: "DIRECTORY", dataFlow: "OUT" },
];

Deno.test("a task reads its input files where its paths lead, and what it writes is sent", async () => {
  await using farm = await TestFarm.start();
  using store = new TestAttachments(farm);
  await using _worker = new TestWorker(farm);
  const root = await store.submit("/proj/scène", {
    "a/scene.txt": "in the scene",
    "out/old.txt": "was there before",
    "out/change.txt": "before",
  }, { outputRelativeDirectories: ["out", "more [x]"] });
  const script = [
    "cat '{{Param.Scene}}'; echo",
    "cat '{{Session.PathMappingRulesFile}}'; echo",
    "echo role $AWS_PROFILE $DEADLINE_JA_S3_BUCKET $DEADLINE_JA_ROOT_PREFIX",
    "printf new-{{Task.Param.N}} > '{{Param.Out}}/new {{Task.Param.N}}.txt'",
    "mkdir -p '{{Param.Out}}/../more [x]/deep'",
    "printf deep > '{{Param.Out}}/../more [x]/deep/file'",
    "printf after > '{{Param.Out}}/change.txt'",
    "printf hidden > '{{Param.Out}}/.unfinished'",
    "printf elsewhere > '{{Param.Out}}/../a/not an output'",
    "printf elsewhere > ../linked.txt; ln -sf \"$PWD/../linked.txt\" '{{Param.Out}}/link'",
    "echo openjd_status: frame done",
  ].join("\n");
  const parameterSpace = {
    taskParameterDefinitions: [{ name: "N", type: "INT", range: "1-2" }],
  };
  const jobId = await farm.submit(
    { parameterDefinitions: PATHS, steps: [bash(script, { parameterSpace })] },
    {
      parameters: { Scene: { path: "/proj/scène/a/scene.txt" }, Out: { path: "/proj/scène/out" } },
      attachments: { fileSystem: "VIRTUAL", manifests: [root] },
    },
  );
  await farm.waitFor(jobId, "SUCCEEDED");
  const [sync, first, second] = await farm.details(jobId);
  assertEquals([sync.status, sync.progressPercent], ["SUCCEEDED", 100]);
  assert(
    /^Downloaded 34 B \/ 34 B of 3 files \(Transfer rate: [\d.]+ K?B\/s\)$/.test(
      sync.progressMessage!,
    ),
    sync.progressMessage,
  );
  const log = await farm.log(jobId);
  assert(log.includes("in the scene"));
  assert(log.some((line) => line.includes("copies the files instead")));
  const { farmId, queueId } = farm.farm;
  assert(log.includes(`role deadline-${queueId} ${store.bucket} DeadlineCloud`));
  const rules = JSON.parse(log.find((line) => line.startsWith('{"version"'))!);
  assertEquals(
    rules.path_mapping_rules.map((rule: Record<string, string>) => [
      rule.source_path,
      rule.destination_path.split("/").at(-1),
      // SHAKE-256 of the root path, 10 bytes, as the real worker names it.
    ]),
    [["/proj/scène", "assetroot-78026146350052c989d3"]],
  );

  assertEquals([first.progressMessage, first.manifests!.length], ["frame done", 1]);
  const { outputManifestPath, outputManifestHash } = first.manifests![0]!;
  const { stepId, taskId } = first.definition!.taskRun!;
  const time = first.startedAt!.toISOString().replace("Z", "000Z");
  const run = `${time}_${first.sessionActionId}`;
  const name = `${await xxh128("/proj/scène")}_output`;
  assertEquals(
    outputManifestPath,
    `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/${run}/${name}`,
  );
  const key = `Manifests/${outputManifestPath}`;
  assertEquals(await xxh128(await store.get(key)), outputManifestHash);
  assertEquals(await store.metadata(key), {
    "asset-root": String.raw`"/proj/sc\u00e8ne"`,
    "asset-root-json": String.raw`"/proj/sc\u00e8ne"`,
  });
  assertEquals(await store.outputs(outputManifestPath!), {
    "more [x]/deep/file": "deep",
    "out/change.txt": "after",
    "out/link": "elsewhere",
    "out/new 1.txt": "new-1",
  });
  const again = await store.outputs(second.manifests![0]!.outputManifestPath!);
  // The same text, written again, is a change.
  assertEquals(Object.keys(again), [
    "more [x]/deep/file",
    "out/change.txt",
    "out/link",
    "out/new 2.txt",
  ]);
});

Deno.test("a step finds what the steps before it have written", async () => {
  await using farm = await TestFarm.start();
  using store = new TestAttachments(farm);
  await using _worker = new TestWorker(farm);
  const root = await store.submit("/proj", {}, { outputRelativeDirectories: ["out"] });
  const write = bash(
    "mkdir -p '{{Param.Out}}'; printf made > '{{Param.Out}}/made.txt'",
    {},
    "Write",
  );
  const read = bash("printf 'read '; cat '{{Param.Out}}/made.txt'; echo", {}, "Read");
  const jobId = await farm.submit({
    parameterDefinitions: [PATHS[1]],
    steps: [write, { ...read, dependencies: [{ dependsOn: "Write" }] }],
  }, {
    parameters: { Out: { path: "/proj/out" } },
    attachments: { manifests: [root] },
  });
  await farm.waitFor(jobId, "SUCCEEDED");
  assert((await farm.log(jobId)).includes("read made"));
  const actions = await farm.actions(jobId);
  const runs = actions.filter(({ definition }) => definition?.taskRun);
  assertEquals(await store.outputs(runs[0].manifests![0]!.outputManifestPath!), {
    "out/made.txt": "made",
  });
  // What was fetched is no output of this step.
  assertEquals(runs[1].manifests, [{}]);
});

Deno.test("what is missing or broken in the store fails the session, which names it", async () => {
  await using farm = await TestFarm.start();
  using store = new TestAttachments(farm);
  await using _worker = new TestWorker(farm);
  const root = await store.submit("/proj", { "scene.txt": "text" });
  const lost = { ...root, inputManifestPath: `${root.inputManifestPath}x` };
  const broken = await store.submit("/broken", { "sub/other.txt": "other" });
  await store.put(`Data/${await xxh128("other")}.xxh128`, "OTHER");
  for (const [manifest, named] of [[lost, "_inputx"], [broken, "other.txt"]] as const) {
    const jobId = await farm.submit({ steps: [bash("echo ran")] }, {
      attachments: { manifests: [manifest] },
      maxRetriesPerTask: 0,
    });
    await farm.waitFor(jobId, "FAILED");
    const [sync] = await farm.details(jobId);
    assertEquals(sync.status, "FAILED");
    assertStringIncludes(sync.progressMessage!, named);
    assert(!(await farm.log(jobId)).includes("ran"));
  }
  const { farmId, queueId } = farm.farm;
  assertEquals(await store.keys(`Manifests/${farmId}/${queueId}/job-`), []);
});

for (
  const [when, operation, path] of [
    ["files are fetched", "GetObject", "/Data/"],
    ["outputs are sent", "PutObject", "/Data/"],
  ]
) {
  Deno.test(`a job that is cancelled while ${when} closes the connection to the store`, async () => {
    await using farm = await TestFarm.start({ idleHold: 30_000 });
    using store = new TestAttachments(farm);
    const root = await store.submit("/proj", { "scene.txt": "text" }, {
      outputRelativeDirectories: ["."],
    });
    const rules = [{
      operation,
      after: operation === "GetObject" ? 1 : 0,
      stall: "before" as const,
    }];
    await using proxy = await startFaultProxy({ target: farm.farm.endpoint, faults: { rules } });
    await using _worker = new TestWorker(farm, undefined, { s3Endpoint: proxy.endpoint });
    const jobId = await farm.submit(
      {
        parameterDefinitions: [PATHS[1]],
        steps: [bash("printf made > '{{Param.Out}}/made.txt'")],
      },
      { parameters: { Out: { path: "/proj" } }, attachments: { manifests: [root] } },
    );
    const stalled = await proxy.sighting((one) => one.fault !== undefined);
    assertStringIncludes(stalled.path, path);
    const begun = performance.now();
    await farm.cancel(jobId);
    await farm.waitFor(jobId, "CANCELED");
    const left = await proxy.sighting(({ id, clientLeftAt }) =>
      id === stalled.id && clientLeftAt !== undefined
    );
    const took = performance.now() - begun;
    assert(took < 5000, `it took ${took} ms`);
    assertEquals(left.status, undefined);
    const actions = await farm.actions(jobId);
    assertEquals(actions.at(-1)!.status === "SUCCEEDED", false);
    assertEquals(actions.filter(({ status }) => status === "CANCELED").length, 1);
  });
}

Deno.test("files of a place of the storage profile go where that place is on the host", async () => {
  await using farm = await TestFarm.start();
  using store = new TestAttachments(farm);
  const host = join(farm.farm.dataDir, "mounted");
  const profile = async (path: string) =>
    (await farm.client.send(
      new CreateStorageProfileCommand({
        farmId: farm.farm.farmId,
        displayName: path,
        osFamily: "LINUX",
        fileSystemLocations: [{ name: "Projects", path, type: "LOCAL" }],
      }),
    )).storageProfileId!;
  const [source, own] = [await profile("/work/projects"), await profile(host)];
  const { farmId, fleetId } = farm.farm;
  const { configuration } = await farm.client.send(new GetFleetCommand({ farmId, fleetId }));
  const customerManaged = { ...configuration!.customerManaged!, storageProfileId: own };
  await farm.client.send(
    new UpdateFleetCommand({ farmId, fleetId, configuration: { customerManaged } }),
  );
  await using _worker = new TestWorker(farm);
  // Deeper than the place itself, as clients tell of it.
  const root = await store.submit("/work/projects/film", { "in.txt": "of the film" }, {
    fileSystemLocationName: "Projects",
    outputRelativeDirectories: ["out"],
  });
  const jobId = await farm.submit(
    {
      parameterDefinitions: [PATHS[1]],
      steps: [bash("mkdir '{{Param.Out}}'; cp '{{Param.Out}}/../in.txt' '{{Param.Out}}/copy.txt'")],
    },
    {
      parameters: { Out: { path: "/work/projects/film/out" } },
      storageProfileId: source,
      attachments: { manifests: [root] },
    },
  );
  await farm.waitFor(jobId, "SUCCEEDED");
  assertEquals(await Deno.readTextFile(join(host, "film", "out", "copy.txt")), "of the film");
  const run = (await farm.actions(jobId)).find(({ definition }) => definition?.taskRun)!;
  const { outputManifestPath } = run.manifests![0]!;
  const name = await xxh128("Projects/work/projects/film");
  assert(outputManifestPath!.endsWith(`/${name}_output`), outputManifestPath);
  assertEquals(await store.metadata(`Manifests/${outputManifestPath}`), {
    "asset-root": "/work/projects/film",
    "file-system-location-name": "Projects",
  });
});
