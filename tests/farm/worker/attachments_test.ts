import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { xxh128 } from "@deadline/client/attachments";
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
    "ln -sf /etc/passwd '{{Param.Out}}/passwd'",
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
  assert(log.some((line) => line.startsWith("Left out out/passwd")));
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
    "out/new 1.txt": "new-1",
  });
  const again = await store.outputs(second.manifests![0]!.outputManifestPath!);
  // The same text, written again, is a change.
  assertEquals(Object.keys(again), ["more [x]/deep/file", "out/change.txt", "out/new 2.txt"]);
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

Deno.test("a file that is missing in the store fails the session, and the job says which", async () => {
  await using farm = await TestFarm.start();
  using store = new TestAttachments(farm);
  await using _worker = new TestWorker(farm);
  const root = await store.submit("/proj", { "scene.txt": "text" });
  const gone = await store.submit("/proj", {});
  const lost = { ...root, inputManifestPath: `${root.inputManifestPath}x` };
  for (const [manifest, named] of [[lost, "_inputx"]] as const) {
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
  assertEquals(gone.inputManifestPath, undefined);
});
