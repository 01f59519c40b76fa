import {
  ListWorkersCommand,
  UpdateFleetCommand,
  UpdateQueueFleetAssociationCommand,
  UpdateWorkerCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async";
import { counts, submit, template, type TestFarm, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

async function statuses({ client, fleet }: TestFarm): Promise<string[]> {
  const { workers } = await client.send(new ListWorkersCommand(fleet));
  return workers!.map((worker) => worker.status!);
}

function limit({ client, fleet }: TestFarm, maxWorkerCount: number): Promise<unknown> {
  return client.send(new UpdateFleetCommand({ ...fleet, maxWorkerCount }));
}

/** Looks until the workers of the default fleet have these statuses. */
async function reach(on: TestFarm, ...wanted: string[]): Promise<void> {
  const end = performance.now() + 15_000;
  for (;;) {
    const now = await statuses(on);
    if (now.join() === wanted.join()) return;
    assert(performance.now() < end, `the workers are ${now.join()}`);
    await delay(20);
  }
}

Deno.test("a fleet that may have fewer workers asks the newest to stop once it is done", async () => {
  await using on = await testFarm();
  using first = await joinWorker(on);
  using second = await joinWorker(on);
  await submit(on, template([{ name: "A", frames: "1-3" }]));
  await first.beat();
  await second.beat();
  assertEquals(second.actions, ["taskRun 2"]);
  await limit(on, 1);
  await second.beat();
  // What it does is done first.
  assertEquals([second.actions, second.schedule.desiredWorkerStatus], [["taskRun 2"], undefined]);
  await second.end();
  assertEquals([second.actions, second.schedule.desiredWorkerStatus], [[], "STOPPED"]);
  await first.end();
  assertEquals([first.actions, first.schedule.desiredWorkerStatus], [["taskRun 3"], undefined]);
  await second.become("STOPPED");
  assertEquals(await statuses(on), ["RUNNING", "STOPPED"]);
});

Deno.test("a worker that was asked to stop at once lets its task go back to the queue", async () => {
  await using on = await testFarm();
  using worker = await joinWorker(on);
  const jobId = await submit(on, template([{ name: "A" }]));
  await worker.beat();
  await worker.begin();
  const ask = (status: "STOPPING" | "STOPPED" | "STARTED") =>
    on.client.send(new UpdateWorkerCommand({ ...worker.key, status }));
  await ask("STOPPED");
  assertEquals(await statuses(on), ["STOPPING"]);
  await worker.beat();
  assertEquals(worker.cancels, ["taskRun"]);
  await worker.end("CANCELED");
  assertEquals(worker.schedule.desiredWorkerStatus, "STOPPED");
  assertEquals(await counts(on, jobId), { READY: 1 });
  await worker.become("STOPPED");
  // Somebody starts it again, on its host.
  await worker.become("STARTED");
  await worker.beat();
  assertEquals(worker.actions, ["taskRun"]);
  await ask("STOPPING");
  await worker.end();
  assertEquals(worker.schedule.desiredWorkerStatus, "STOPPED");
  assertEquals(await counts(on, jobId), { SUCCEEDED: 1 });
});

Deno.test("workers of a fleet that scales by itself stop when no queue of it schedules", async () => {
  await using on = await testFarm();
  using worker = await joinWorker(on);
  const association = { ...on.queue, fleetId: on.fleet.fleetId };
  const set = (status: "ACTIVE" | "STOP_SCHEDULING_AND_COMPLETE_TASKS") =>
    on.client.send(new UpdateQueueFleetAssociationCommand({ ...association, status }));
  await set("STOP_SCHEDULING_AND_COMPLETE_TASKS");
  await worker.beat();
  assertEquals(worker.schedule.desiredWorkerStatus, undefined);
  const workerCapabilities = {
    vCpuCount: { min: 1 },
    memoryMiB: { min: 512 },
    osFamily: "LINUX" as const,
    cpuArchitectureType: "x86_64" as const,
  };
  const customerManaged = { mode: "EVENT_BASED_AUTO_SCALING" as const, workerCapabilities };
  const configuration = { customerManaged };
  await on.client.send(new UpdateFleetCommand({ ...on.fleet, configuration }));
  await worker.beat();
  assertEquals(worker.schedule.desiredWorkerStatus, "STOPPED");
  await set("ACTIVE");
  await worker.beat();
  assertEquals(worker.schedule.desiredWorkerStatus, undefined);
});

Deno.test("a worker that says it stops and asks on for ever counts as stopped after a while", async () => {
  let now = Date.now();
  await using on = await testFarm({ clock: { now: () => now }, heartbeatTimeout: 400 });
  using worker = await joinWorker(on);
  await limit(on, 0);
  await worker.beat();
  assertEquals(worker.schedule.desiredWorkerStatus, "STOPPED");
  await worker.become("STOPPING");
  await worker.beat();
  assertEquals(await statuses(on), ["STOPPING"]);
  now += 150;
  await worker.beat();
  now += 150;
  await worker.beat();
  now += 150;
  // Asking does not help any more, whether that has been noticed by now or not.
  await worker.beat().catch(() => {});
  await reach(on, "STOPPED");
  const error = await assertRejects(() => worker.beat());
  assertEquals((error as Error & { context: unknown }).context, { status: "STOPPED" });
});

Deno.test("a worker of the farm's own that was asked to stop comes back when it is wanted", async () => {
  await using on = await testFarm({ workers: 1 });
  await reach(on, "IDLE");
  await limit(on, 0);
  await reach(on, "STOPPED");
  // A supervisor that took it for dead would have started it again after a second.
  await delay(1300);
  assertEquals(await statuses(on), ["STOPPED"]);
  await limit(on, 1);
  await reach(on, "IDLE");
});
