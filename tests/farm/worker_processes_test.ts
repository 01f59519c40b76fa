import {
  ListWorkersCommand,
  UpdateJobCommand,
  UpdateWorkerCommand,
  UpdateWorkerScheduleCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { deadline, delay } from "@std/async";
import { fromFileUrl, join } from "@std/path";
import { bootstrapClient, workerClients } from "../../farm/worker/clients.ts";
import { clientOf, counts, submit, template, testFarm } from "./_farm.ts";
import { send } from "./_raw.ts";
import { joinWorker } from "./_worker.ts";
import { bash, isRunning, pause, TestFarm, TestWorker } from "./worker/harness.ts";

const MAIN = fromFileUrl(new URL("../../farm/main.ts", import.meta.url));

Deno.test("a busy worker learns of a cancellation at once, however long its calls are held", async () => {
  await using farm = await TestFarm.start({ idleHold: 30_000 });
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    steps: [bash("echo up; sleep 60", { cancelation: { mode: "TERMINATE" } })],
  });
  await farm.waitForLine(jobId, "up");
  const begun = performance.now();
  await farm.cancel(jobId);
  await farm.waitFor(jobId, "CANCELED");
  const took = performance.now() - begun;
  assert(took < 5000, `it took ${took} ms`);
});

Deno.test("what a cancelled program has started does not delay its end", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const cancelation = { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 60 };
  const jobId = await farm.submit({
    steps: [bash("trap 'echo saved; exit 143' TERM; echo up; sleep 60 & wait", { cancelation })],
  });
  await farm.waitForLine(jobId, "up");
  const begun = performance.now();
  await farm.cancel(jobId);
  await farm.waitFor(jobId, "CANCELED");
  assert(performance.now() - begun < 4000, "the output of what was left behind was waited for");
  assert((await farm.log(jobId)).includes("saved"));
});

Deno.test("a busy worker that did not ask to be kept waiting is answered at once", async () => {
  await using on = await testFarm({ idleHold: 30_000 });
  await submit(on, template([{ name: "A" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.begin();
  const begun = performance.now();
  await worker.beat();
  assertEquals(worker.actions, ["taskRun"]);
  assert(performance.now() - begun < 5000, "the call of a busy worker was held");
});

Deno.test("a worker breaks its waits as often as it likes", async () => {
  await using on = await testFarm({ idleHold: 30_000 });
  using joined = await joinWorker(on);
  const { endpoint, region, bootstrapCredentials, dataDir } = on.farm;
  const { key } = joined;
  const settings = { ...key, dataDir, endpoint, region, bootstrap: bootstrapCredentials };
  const bootstrap = bootstrapClient(settings);
  const clients = workerClients(settings, bootstrap, key.workerId);
  try {
    // A client of node:http has fifty places for calls.
    for (let call = 0; call < 60; call++) {
      const status = "STARTED";
      await deadline(clients.deadline.send(new UpdateWorkerCommand({ ...key, status })), 10_000);
      const enough = new AbortController();
      const wait = new UpdateWorkerScheduleCommand(key);
      const waiting = clients.deadline.send(wait, { abortSignal: enough.signal });
      await delay(4);
      enough.abort();
      await assertRejects(() => waiting);
    }
  } finally {
    clients.close();
    bootstrap.destroy();
  }
});

Deno.test("a busy worker is kept waiting only while it has the newest answer", async () => {
  await using on = await testFarm({ idleHold: 30_000 });
  const jobId = await submit(on, template([{ name: "A" }]));
  using worker = await joinWorker(on);
  const { farmId, fleetId, workerId } = worker.key;
  const beat = (tag?: string) =>
    send(on.farm, {
      method: "PATCH",
      path: `/2023-10-12/farms/${farmId}/fleets/${fleetId}/workers/${workerId}/schedule`,
      body: "{}",
      ...(tag !== undefined && { headers: { "if-none-match": tag } }),
    });
  // An answer that was lost on its way is given again, since the worker has an older tag.
  const first = await beat();
  assertEquals((await beat('"older"')).text, first.text);
  const held = beat(first.headers.get("etag")!);
  let answered = false;
  held.then(() => answered = true);
  await beat();
  assertEquals(answered, false);
  const targetTaskRunStatus = "CANCELED";
  await on.client.send(new UpdateJobCommand({ ...on.queue, jobId, targetTaskRunStatus }));
  const [cancelled] = Object.values((await held).json.cancelSessionActions);
  assertEquals((cancelled as string[]).length, 1);
});

Deno.test({
  name: "a farm that is killed takes its workers and their programs with it, and loses no task",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const dataDir = await Deno.makeTempDir({ prefix: "farm-killed-" });
    try {
      const killed = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", MAIN, "--data", dataDir, "--workers", "2"],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      const facts = await present(join(dataDir, "farm.json"));
      const farm = JSON.parse(facts);
      const client = clientOf({ ...farm, credentials: farm });
      const on = { farm, client, queue: farm, fleet: farm } as unknown as Parameters<
        typeof submit
      >[0];
      const { farmId, queueId } = farm;
      const queue = { farmId, queueId };
      const script = `echo $$ $PPID > '${dataDir}/pids-{{Task.Param.N}}'; sleep 60 & wait`;
      const jobId = await submit(
        { ...on, queue },
        JSON.stringify({
          specificationVersion: "jobtemplate-2023-09",
          name: "Long",
          steps: [bash(script, {
            parameterSpace: {
              taskParameterDefinitions: [{ name: "N", type: "INT", range: "1-2" }],
            },
          })],
        }),
      );
      const pids: number[] = [];
      for (const n of [1, 2]) {
        const text = await present(`${dataDir}/pids-${n}`);
        pids.push(...text.split(" ").map(Number));
      }
      assert(pids.every(isRunning));
      client.destroy();
      killed.kill("SIGKILL");
      const begun = performance.now();
      await killed.status;
      while (pids.some(isRunning)) {
        assert(performance.now() - begun < 5000, "something outlives the farm");
        await pause();
      }

      // The next run has fewer workers: nobody waits for those that are gone.
      await using again = await testFarm({ dataDir });
      assertEquals(await counts(again, jobId), { READY: 2 });
      const { workers } = await again.client.send(new ListWorkersCommand(again.fleet));
      assertEquals(workers!.map((worker) => worker.status), ["STOPPED", "STOPPED"]);
    } finally {
      await Deno.remove(dataDir, { recursive: true });
    }
  },
});

/** Waits for a file that has a whole line in it. */
async function present(path: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.endsWith("\n")) return text;
    await pause();
  }
}
