import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { startFarm } from "@deadline/farm";
import {
  bash,
  endOf,
  isRunning,
  pause,
  startWorkerProcess,
  TestFarm,
  TestWorker,
} from "./harness.ts";

const statusOf = ({ status }: { status?: string }) => status;
const kindOf = ({ definition }: { definition?: object }) => Object.keys(definition!)[0];

Deno.test("a worker process runs a job and its log can be read", async () => {
  await using farm = await TestFarm.start({ workers: 1 });
  const jobId = await farm.submit({ steps: [bash("echo Hello")] });
  await farm.waitFor(jobId, "SUCCEEDED");
  assertEquals((await farm.log(jobId)).at(-1), "Hello");
});

Deno.test("tasks of a step run one after the other in one session, environments around them", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const enter = { command: "echo", args: ["openjd_env: WHO=environment"] };
  const jobId = await farm.submit({
    jobEnvironments: [{ name: "E", script: { actions: { onEnter: enter } } }],
    steps: [
      bash('echo "{{Task.Param.Frame}} $WHO ${AWS_SECRET_ACCESS_KEY-none} $DEADLINE_JOB_ID"', {
        parameterSpace: {
          taskParameterDefinitions: [{ name: "Frame", type: "INT", range: "1-3" }],
        },
      }),
    ],
  });
  await farm.waitFor(jobId, "SUCCEEDED");
  const printed = (await farm.log(jobId)).filter((line) => /^\d environment/.test(line));
  assertEquals(printed, [1, 2, 3].map((n) => `${n} environment none ${jobId}`));
  const kinds = ["envEnter", "taskRun", "taskRun", "taskRun", "envExit"];
  while (!(await farm.actions(jobId)).every((action) => action.status === "SUCCEEDED")) {
    await pause();
  }
  assertEquals((await farm.actions(jobId)).map(kindOf), kinds);
});

Deno.test("what a task says about its progress arrives while it runs", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    steps: [bash("echo 'openjd_progress: 40'; echo 'openjd_status: Shading'; sleep 60")],
  });
  for (;;) {
    const action = (await farm.actions(jobId)).find((each) => each.progressPercent === 40);
    if (action) break;
    await pause();
  }
  await farm.cancel(jobId);
  await farm.waitFor(jobId, "CANCELED");
});

Deno.test("a cancelled task is notified, then ended when its time is up, and says so", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    steps: [bash("trap 'echo notified' TERM; echo up; while :; do sleep 0.02; done", {
      cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 1 },
    })],
  });
  await farm.waitForLine(jobId, "up");
  const begun = performance.now();
  await farm.cancel(jobId);
  await farm.waitFor(jobId, "CANCELED");
  const took = performance.now() - begun;
  assert(took > 900 && took < 5000, `took ${took} ms`);
  assert((await farm.log(jobId)).includes("notified"));
  assertEquals((await farm.actions(jobId)).map(statusOf), ["CANCELED"]);
});

Deno.test("a failing task is tried again, then fails, and environments are left all the same", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    jobEnvironments: [{ name: "E", script: { actions: { onExit: { command: "true" } } } }],
    steps: [bash("echo 'openjd_fail: Out of memory'; exit 9")],
  }, { maxRetriesPerTask: 1 });
  await farm.waitFor(jobId, "FAILED");
  while ((await farm.actions(jobId)).length < 6) await pause();
  const actions = await farm.actions(jobId);
  assertEquals(actions.map(kindOf), [
    "envEnter",
    "taskRun",
    "envExit",
    "envEnter",
    "taskRun",
    "envExit",
  ]);
  assertEquals(actions[1].status, "FAILED");
  assertEquals(actions[4].status, "FAILED");
  const [task] = await farm.tasks(jobId);
  assertEquals([task.runStatus, task.failureRetryCount], ["FAILED", 1]);
});

Deno.test("an environment that cannot be entered fails its task without running it", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    jobEnvironments: [{ name: "E", script: { actions: { onEnter: { command: "false" } } } }],
    steps: [bash("echo ran")],
  }, { maxRetriesPerTask: 0 });
  await farm.waitFor(jobId, "FAILED");
  assertEquals((await farm.actions(jobId)).slice(0, 2).map(statusOf), [
    "FAILED",
    "NEVER_ATTEMPTED",
  ]);
  assert(!(await farm.log(jobId)).includes("ran"));
});

Deno.test("a worker that is told to stop hands back what it ran", async () => {
  await using farm = await TestFarm.start();
  const worker = new TestWorker(farm);
  const jobId = await farm.submit({ steps: [bash("echo up; sleep 60")] });
  await farm.waitForLine(jobId, "up");
  await worker.stop();
  await farm.waitFor(jobId, "READY");
  assertEquals((await farm.actions(jobId)).map(statusOf), ["INTERRUPTED"]);
});

Deno.test("a worker process that is killed loses its session, and the task runs again", async () => {
  await using farm = await TestFarm.start();
  const marker = join(farm.farm.dataDir, "marker");
  const jobId = await farm.submit({
    steps: [
      bash(`test -e ${marker} && echo second && exit; echo $$ > ${marker}; echo up; sleep 60`),
    ],
  });
  const first = startWorkerProcess(farm);
  await farm.waitForLine(jobId, "up");
  first.kill("SIGKILL");
  await endOf(first);
  const second = startWorkerProcess(farm);
  await farm.waitFor(jobId, "SUCCEEDED");
  assert((await farm.log(jobId)).includes("second"));
  const orphan = Number(await Deno.readTextFile(marker));
  assert(!isRunning(orphan));
  second.kill("SIGTERM");
  assertEquals((await endOf(second)).code, 0);
});

Deno.test("a worker process ends when the pipe from its parent closes", async () => {
  await using farm = await TestFarm.start();
  const process = startWorkerProcess(farm);
  await process.stdin.close();
  assertEquals((await process.status).code, 0);
});

Deno.test("a worker waits for a farm that restarts, and goes on with its task", async () => {
  await using farm = await TestFarm.start();
  const { dataDir, endpoint } = farm.farm;
  await using worker = new TestWorker(farm);
  const go = join(dataDir, "go");
  const jobId = await farm.submit({
    steps: [bash(`echo up; until [ -e ${go} ]; do sleep 0.02; done; echo went on`)],
  });
  await farm.waitForLine(jobId, "up");
  await farm.farm.close();
  await worker.heard("retry");
  await Deno.writeTextFile(go, "");
  await using _again = await startFarm({ dataDir, port: Number(new URL(endpoint).port) });
  await farm.waitFor(jobId, "SUCCEEDED");
  assert((await farm.log(jobId)).includes("went on"));
  assertEquals((await farm.actions(jobId)).length, 1);
  await worker.stop();
});

Deno.test("a worker is the same worker after a restart, and a new one for another farm", async () => {
  await using farm = await TestFarm.start();
  const first = new TestWorker(farm);
  await first.heard("started");
  await first.stop();
  const second = new TestWorker(farm);
  await second.heard("started");
  await second.stop();
  const started = (worker: TestWorker) =>
    worker.entries.find((entry) => entry.event === "started")!.workerId;
  assertEquals(started(second), started(first));
  const file = join(farm.farm.dataDir, "test-worker", "worker.json");
  assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
  await using other = await TestFarm.start();
  await using third = new TestWorker(other, join(farm.farm.dataDir, "test-worker"));
  await third.heard("created");
  assertMatch(String(third.entries[0].workerId), /^worker-[0-9a-f]{32}$/);
});

Deno.test("a worker that the farm does not know any more is created anew", async () => {
  await using farm = await TestFarm.start();
  const { dataDir, farmId, fleetId } = farm.farm;
  const workerId = `worker-${"0".repeat(32)}`;
  await Deno.mkdir(join(dataDir, "test-worker"));
  const file = join(dataDir, "test-worker", "worker.json");
  await Deno.writeTextFile(file, JSON.stringify({ farmId, fleetId, workerId }));
  await using worker = new TestWorker(farm);
  await worker.heard("started");
  assertEquals(worker.entries.map((entry) => entry.event), ["restart", "created", "started"]);
  assertEquals(JSON.parse(await Deno.readTextFile(file)).workerId, worker.entries[1].workerId);
});

Deno.test("scripts of a job find deno, even where it is not installed", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    steps: [{
      name: "S",
      script: { actions: { onRun: { command: "deno", args: ["eval", "console.log(6 * 7)"] } } },
    }],
  });
  await farm.waitFor(jobId, "SUCCEEDED");
  assertEquals((await farm.log(jobId)).at(-1), "42");
});
