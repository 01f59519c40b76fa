import { UpdateJobCommand, UpdateTaskCommand } from "@aws-sdk/client-deadline";
import { assertEquals } from "@std/assert";
import { counts, job, steps, submit, tasks, template, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

Deno.test("a job runs on a worker from the first task to the last and succeeds", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "Render", frames: "1-3" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  assertEquals(worker.actions, ["taskRun 1"]);
  assertEquals(await counts(on, jobId), { ASSIGNED: 1, READY: 2 });
  await worker.begin();
  assertEquals((await job(on, jobId)).taskRunStatus, "RUNNING");
  for (const next of [["taskRun 2"], ["taskRun 3"], []]) {
    await worker.end();
    assertEquals(worker.actions, next);
  }
  const ended = await job(on, jobId);
  assertEquals(ended.taskRunStatus, "SUCCEEDED");
  assertEquals(ended.endedAt instanceof Date && ended.startedAt instanceof Date, true);
});

Deno.test("a job whose only task ends between two reports still tells when it started", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "Quick" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end();
  const ended = await job(on, jobId);
  assertEquals(ended.taskRunStatus, "SUCCEEDED");
  assertEquals([ended.startedAt instanceof Date, ended.endedAt instanceof Date], [true, true]);
});

Deno.test("a session enters environments outer to inner and leaves them inner to outer", async () => {
  await using on = await testFarm();
  await submit(
    on,
    template([
      { name: "A", environments: ["StepA"] },
      { name: "B", dependsOn: ["A"], environments: ["StepB"] },
    ], { environments: ["Outer", "Inner"] }),
  );
  using worker = await joinWorker(on);
  await worker.beat();
  const seen: string[] = [];
  while (worker.actions.length > 0) {
    seen.push(worker.actions[0]!);
    await worker.end();
  }
  assertEquals(seen, [
    "envEnter Outer",
    "envEnter Inner",
    "envEnter StepA",
    "taskRun",
    "envExit StepA",
    "envEnter StepB",
    "taskRun",
    "envExit StepB",
    "envExit Inner",
    "envExit Outer",
  ]);
});

Deno.test("a step waits until all that it depends on has succeeded", async () => {
  await using on = await testFarm();
  const jobId = await submit(
    on,
    template([
      { name: "Last", dependsOn: ["First", "Second"] },
      { name: "First" },
      { name: "Second" },
    ]),
  );
  using worker = await joinWorker(on);
  await worker.beat();
  const statuses = async () => (await steps(on, jobId)).map((step) => step.taskRunStatus);
  assertEquals(await statuses(), ["PENDING", "ASSIGNED", "READY"]);
  await worker.end();
  assertEquals(await statuses(), ["PENDING", "SUCCEEDED", "ASSIGNED"]);
  await worker.end();
  assertEquals(await statuses(), ["ASSIGNED", "SUCCEEDED", "SUCCEEDED"]);
});

Deno.test("a task that fails is retried as often as the job allows, then the job fails", async () => {
  await using on = await testFarm();
  const text = template([{ name: "A", frames: "1-2" }, { name: "B", dependsOn: ["A"] }]);
  const jobId = await submit(on, text, { maxRetriesPerTask: 1, maxFailedTasksCount: 1 });
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end("FAILED");
  assertEquals((await tasks(on, jobId))[0]!.failureRetryCount, 1);
  await worker.beat();
  assertEquals(worker.actions, ["taskRun 1"]);
  await worker.end("FAILED");
  assertEquals(await counts(on, jobId), { FAILED: 1, CANCELED: 2 });
  const ended = await job(on, jobId);
  assertEquals([ended.taskRunStatus, ended.taskFailureRetryCount], ["FAILED", 1]);
});

Deno.test("a job goes on after failures until it has as many as it allows", async () => {
  await using on = await testFarm();
  const settings = { maxRetriesPerTask: 0, maxFailedTasksCount: 2 };
  const jobId = await submit(on, template([{ name: "A", frames: "1-4" }]), settings);
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end("FAILED");
  assertEquals(await counts(on, jobId), { FAILED: 1, ASSIGNED: 1, READY: 2 });
  await worker.end();
  await worker.end("FAILED");
  assertEquals(await counts(on, jobId), { FAILED: 2, SUCCEEDED: 1, CANCELED: 1 });
});

Deno.test("when an environment cannot be entered its task is blamed and exits still run", async () => {
  await using on = await testFarm();
  const text = template([{ name: "A" }], { environments: ["Outer", "Inner"] });
  const jobId = await submit(on, text, { maxRetriesPerTask: 0 });
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end();
  await worker.end("FAILED");
  assertEquals(worker.actions, ["envExit Inner", "envExit Outer"]);
  assertEquals(await counts(on, jobId), { FAILED: 1 });
  await worker.end();
  await worker.end();
  assertEquals(worker.schedule.assignedSessions, {});
});

Deno.test("the highest priority runs first, then the oldest job", async () => {
  await using on = await testFarm();
  const names = ["old", "new", "urgent"];
  for (const nameOverride of names) {
    const priority = nameOverride === "urgent" ? 90 : 50;
    await submit(on, template([{ name: "A" }]), { nameOverride, priority });
  }
  using worker = await joinWorker(on);
  await worker.beat();
  const order: string[] = [];
  while (worker.actions.length > 0) {
    const [session] = Object.values(worker.schedule.assignedSessions!);
    order.push((await job(on, session!.jobId!)).name!);
    await worker.end();
  }
  assertEquals(order, ["urgent", "old", "new"]);
});

Deno.test("a session makes way for a job of higher priority between two tasks", async () => {
  await using on = await testFarm();
  await submit(on, template([{ name: "A", frames: "1-9" }]), { priority: 10 });
  using worker = await joinWorker(on);
  await worker.beat();
  const urgent = await submit(on, template([{ name: "A" }]), { priority: 90 });
  await worker.end();
  const [session] = Object.values(worker.schedule.assignedSessions!);
  assertEquals(session!.jobId, urgent);
});

Deno.test("cancelling a job stops what runs and ends what waits", async () => {
  await using on = await testFarm();
  const text = template([{ name: "A", frames: "1-3" }], { environments: ["Env"] });
  const jobId = await submit(on, text);
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end();
  await worker.begin();
  const cancel = { ...on.queue, jobId, targetTaskRunStatus: "CANCELED" as const };
  await on.client.send(new UpdateJobCommand(cancel));
  assertEquals(await counts(on, jobId), { INTERRUPTING: 1, CANCELED: 2 });
  assertEquals((await job(on, jobId)).targetTaskRunStatus, "CANCELED");
  await worker.beat();
  assertEquals(worker.cancels, ["taskRun 1"]);
  await worker.end("CANCELED");
  assertEquals(worker.actions, ["envExit Env"]);
  assertEquals(await counts(on, jobId), { CANCELED: 3 });
  const ended = await job(on, jobId);
  assertEquals([ended.taskRunStatus, ended.targetTaskRunStatus], ["CANCELED", undefined]);
  await worker.end();
  assertEquals(worker.actions, []);
});

Deno.test("a suspended job waits until it is resumed", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A" }, { name: "B", dependsOn: ["A"] }]), {
    targetTaskRunStatus: "SUSPENDED",
  });
  assertEquals((await job(on, jobId)).taskRunStatus, "SUSPENDED");
  const resume = { ...on.queue, jobId, targetTaskRunStatus: "READY" as const };
  await on.client.send(new UpdateJobCommand(resume));
  assertEquals(await counts(on, jobId), { READY: 1, PENDING: 1 });
});

Deno.test("a task requeued after success makes the steps behind it wait again", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A" }, { name: "B", dependsOn: ["A"] }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.end();
  await worker.become("STOPPED");
  assertEquals(await counts(on, jobId), { SUCCEEDED: 1, READY: 1 });
  const { taskId } = (await tasks(on, jobId))[0]!;
  const { stepId } = (await steps(on, jobId))[0]!;
  const requeue = { ...on.queue, jobId, stepId, taskId, targetRunStatus: "PENDING" as const };
  await on.client.send(new UpdateTaskCommand(requeue));
  assertEquals(await counts(on, jobId), { READY: 1, PENDING: 1 });
});

Deno.test("a job takes no more workers than it asks for", async () => {
  await using on = await testFarm();
  await submit(on, template([{ name: "A", frames: "1-9" }]), { maxWorkerCount: 1 });
  using first = await joinWorker(on);
  using second = await joinWorker(on);
  await first.beat();
  await second.beat();
  assertEquals([first.actions, second.actions], [["taskRun 1"], []]);
});

Deno.test("a step that no fleet fits is not compatible and takes the job with it", async () => {
  await using on = await testFarm();
  const hostRequirements = { amounts: [{ name: "amount.worker.vcpu", min: 4096 }] };
  const jobId = await submit(on, template([{ name: "Huge", hostRequirements }, { name: "B" }]));
  assertEquals(await counts(on, jobId), { NOT_COMPATIBLE: 1, CANCELED: 1 });
  assertEquals((await job(on, jobId)).taskRunStatus, "NOT_COMPATIBLE");
});
