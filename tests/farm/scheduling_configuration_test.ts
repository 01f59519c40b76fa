import {
  CreateBudgetCommand,
  DeleteBudgetCommand,
  GetQueueCommand,
  type SchedulingConfiguration,
  UpdateBudgetCommand,
  UpdateQueueCommand,
} from "@aws-sdk/client-deadline";
import { assertEquals } from "@std/assert";
import { counts, submit, template, type TestFarm, testFarm } from "./_farm.ts";
import { type FakeWorker, joinWorker } from "./_worker.ts";

async function configured(
  schedulingConfiguration: SchedulingConfiguration,
): Promise<TestFarm & { clock: { ms: number } }> {
  const clock = { ms: Date.now() };
  const on = await testFarm({ clock: { now: () => clock.ms }, heartbeatTimeout: 3_600_000 });
  await on.client.send(new UpdateQueueCommand({ ...on.queue, schedulingConfiguration }));
  return { ...on, clock };
}

function frames(on: TestFarm, priority: number, count = 9): Promise<string> {
  return submit(on, template([{ name: "A", frames: `1-${count}` }]), { priority });
}

/** The job that a worker has a session of. */
function jobOf(worker: FakeWorker): string | undefined {
  return Object.values(worker.schedule.assignedSessions!)[0]?.jobId;
}

async function join(on: TestFarm, stack: DisposableStack): Promise<FakeWorker> {
  const worker = stack.use(await joinWorker(on));
  await worker.beat();
  return worker;
}

Deno.test("a balanced queue splits its workers evenly among its best jobs", async () => {
  await using on = await configured({ priorityBalanced: { renderingTaskBuffer: 1 } });
  using stack = new DisposableStack();
  const [old, low] = [await frames(on, 60), await frames(on, 40)];
  on.clock.ms += 1000;
  const young = await frames(on, 60);
  const workers = [];
  for (let n = 0; n < 4; n++) workers.push(await join(on, stack));
  assertEquals(workers.map(jobOf), [old, young, old, young]);
  // A worker stays at its job as long as no other has fewer tasks by more than the buffer.
  await workers[0]!.end();
  assertEquals(jobOf(workers[0]!), old);
  assertEquals(await counts(on, low), { READY: 9 });
});

Deno.test("a balanced queue moves a worker to a job that has none", async () => {
  await using on = await configured({ priorityBalanced: { renderingTaskBuffer: 0 } });
  using stack = new DisposableStack();
  const first = await frames(on, 50);
  const [one, two] = [await join(on, stack), await join(on, stack)];
  assertEquals([jobOf(one), jobOf(two)], [first, first]);
  on.clock.ms += 1000;
  const second = await frames(on, 50);
  await one.end();
  assertEquals(jobOf(one), second);
  await two.end();
  assertEquals(jobOf(two), first);
});

Deno.test("a weighted queue weighs priority, errors, age and what runs", async () => {
  await using on = await configured({
    weightedBalanced: {
      priorityWeight: 1,
      errorWeight: -1000,
      submissionTimeWeight: 2,
      renderingTaskWeight: -20,
      maxPriorityOverride: { alwaysScheduleFirst: {} },
      minPriorityOverride: { alwaysScheduleLast: {} },
    },
  });
  using stack = new DisposableStack();
  const last = await frames(on, 0);
  const old = await frames(on, 30, 2);
  // Ten seconds of age weigh twenty.
  on.clock.ms += 10_000;
  const young = await frames(on, 45);
  const one = await join(on, stack);
  assertEquals(jobOf(one), old);
  // Its task weighs twenty, too, and brings it below the other.
  const two = await join(on, stack);
  assertEquals(jobOf(two), young);
  const pinned = await frames(on, 100, 1);
  const three = await join(on, stack);
  assertEquals(jobOf(three), pinned);
  // An error outweighs all else, but what is to be last.
  await two.end("FAILED");
  assertEquals(jobOf(two), old);
  assertEquals(jobOf(await join(on, stack)), young);
  assertEquals(await counts(on, last), { READY: 9 });
});

Deno.test("a queue that must have a budget and has none schedules nothing", async () => {
  await using on = await testFarm();
  using worker = await joinWorker(on);
  const { farmId, queueId } = on.queue;
  const status = async () => {
    const queue = await on.client.send(new GetQueueCommand(on.queue));
    return [queue.status, queue.blockedReason];
  };
  const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
  await worker.beat();
  await worker.begin();
  const defaultBudgetAction = "STOP_SCHEDULING_AND_CANCEL_TASKS";
  await on.client.send(new UpdateQueueCommand({ ...on.queue, defaultBudgetAction }));
  assertEquals(await status(), ["SCHEDULING_BLOCKED", "NO_BUDGET_CONFIGURED"]);
  await worker.beat();
  assertEquals(worker.cancels, ["taskRun 1"]);
  await worker.end("CANCELED");
  assertEquals(worker.actions, []);
  assertEquals(await counts(on, jobId), { READY: 2 });
  const { budgetId } = await on.client.send(
    new CreateBudgetCommand({
      farmId,
      displayName: "All",
      usageTrackingResource: { queueId },
      approximateDollarLimit: 100,
      actions: [{ type: "STOP_SCHEDULING_AND_COMPLETE_TASKS", thresholdPercentage: 50 }],
      schedule: { fixed: { startTime: new Date(0), endTime: new Date("2999-01-01") } },
    }),
  );
  assertEquals(await status(), ["SCHEDULING", undefined]);
  await worker.beat();
  assertEquals(worker.actions, ["taskRun 1"]);
  const actionsToAdd = [{
    type: "STOP_SCHEDULING_AND_COMPLETE_TASKS" as const,
    thresholdPercentage: 0,
  }];
  await on.client.send(new UpdateBudgetCommand({ farmId, budgetId, actionsToAdd }));
  assertEquals(await status(), ["SCHEDULING_BLOCKED", "BUDGET_THRESHOLD_REACHED"]);
  // What runs is completed.
  await worker.end();
  assertEquals([worker.actions, await counts(on, jobId)], [[], { READY: 1, SUCCEEDED: 1 }]);
  await on.client.send(new DeleteBudgetCommand({ farmId, budgetId }));
  await on.client.send(new UpdateQueueCommand({ ...on.queue, defaultBudgetAction: "NONE" }));
  await worker.beat();
  assertEquals(worker.actions, ["taskRun 2"]);
});
