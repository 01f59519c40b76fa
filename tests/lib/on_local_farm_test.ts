import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startFarm } from "@deadline/farm";
import {
  checkAuthentication,
  createSession,
  DeadlineError,
  followSessionLogs,
  getJob,
  listFarms,
  listQueues,
  listSessions,
  listWorkers,
  requeueTasks,
  searchAll,
  searchJobs,
  submitBundle,
  updateJob,
  waitForJob,
} from "@deadline/client";

const TEMPLATE = {
  specificationVersion: "jobtemplate-2023-09",
  name: "Greeting {{Param.Who}}",
  parameterDefinitions: [
    { name: "Who", type: "STRING", default: "world" },
    { name: "Code", type: "INT", default: 0 },
  ],
  steps: [{
    name: "Greet",
    script: {
      actions: {
        onRun: { command: "sh", args: ["-c", "echo hello {{Param.Who}}; exit {{Param.Code}}"] },
      },
    },
  }],
};

Deno.test("on a local farm a bundle is submitted, runs, is followed, fails, and is requeued", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/bundle`);
  await Deno.writeTextFile(`${folder}/bundle/template.json`, JSON.stringify(TEMPLATE));
  const farm = await startFarm({ dataDir: `${folder}/farm`, workers: 1 });
  const { endpoint, region, credentials, farmId, queueId, fleetId } = farm;
  const session = createSession({ endpoint, region, credentials });
  try {
    const calls = { session };
    const ids = { farmId, queueId };
    assertEquals((await checkAuthentication(calls)).status, "AUTHENTICATED");
    const farms = await listFarms({}, calls).toArray();
    assertEquals(farms.some((each) => each.farmId === farmId), true);
    const queues = await listQueues({ farmId }, calls).toArray();
    assertEquals(queues.some((each) => each.queueId === queueId), true);

    const good = await submitBundle(
      `${folder}/bundle`,
      { ...ids, parameters: { Who: "Ann" } },
      calls,
    );
    const done = await waitForJob({ ...ids, jobId: good.jobId }, { ...calls, maxInterval: 100 });
    assertEquals([done.status, done.job.name], ["SUCCEEDED", "Greeting Ann"]);
    const [run] = await listSessions({ ...ids, jobId: good.jobId }, calls).toArray();
    const lines: string[] = [];
    const log = { ...ids, jobId: good.jobId, sessionId: run.sessionId! };
    for await (const events of followSessionLogs(log, { ...calls, minInterval: 10 })) {
      lines.push(...events.map((event) => event.message));
    }
    assertStringIncludes(lines.join("\n"), "hello Ann");
    assertEquals((await listWorkers({ farmId, fleetId }, calls).toArray()).length, 1);

    const parameters = { Code: "3" };
    const input = { ...ids, parameters, maxRetriesPerTask: 0, name: "Failing: one" };
    const bad = { ...ids, jobId: (await submitBundle(`${folder}/bundle`, input, calls)).jobId };
    const failed = await waitForJob(bad, { ...calls, maxInterval: 100 });
    assertEquals([failed.status, failed.failedTasks.length], ["FAILED", 1]);
    await updateJob({ ...bad, targetTaskRunStatus: "SUSPENDED", priority: 90 }, calls);
    assertEquals((await requeueTasks({ ...bad, runStatuses: ["FAILED"] }, calls)).length, 1);
    assertEquals((await waitForJob(bad, { ...calls, maxInterval: 100 })).status, "FAILED");
    assertEquals((await getJob(bad, calls)).priority, 90);

    const search = { farmId, queueIds: [queueId], filter: { text: "Failing" } };
    const found = await searchAll(searchJobs, search, calls).toArray();
    assertEquals(found.map((job) => job.jobId), [bad.jobId]);
    const error = await assertRejects(
      () => getJob({ ...ids, jobId: "job-0123456789abcdef0123456789abcdef" }, calls),
      DeadlineError,
    );
    assertEquals([error.code, error.status], ["ResourceNotFoundException", 404]);
  } finally {
    await session.close();
    await farm.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a local farm refuses a wrong secret, and the authentication says what to check", async () => {
  const dataDir = await Deno.makeTempDir();
  const farm = await startFarm({ dataDir, workers: 0 });
  const session = createSession({
    endpoint: farm.endpoint,
    region: farm.region,
    credentials: { ...farm.credentials, secretAccessKey: "wrong" },
  });
  try {
    const { status, hint = "" } = await checkAuthentication({ session });
    assertEquals(status, "CONFIGURATION_ERROR");
    assertStringIncludes(hint, "secret access key");
  } finally {
    await session.close();
    await farm.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
