import {
  BatchGetJobEntityCommand,
  CreateQueueEnvironmentCommand,
  CreateWorkerCommand,
  DeleteWorkerCommand,
  GetQueueFleetAssociationCommand,
  GetSessionActionCommand,
  GetWorkerCommand,
  ListSessionActionsCommand,
  ListSessionsCommand,
  UpdateFleetCommand,
  UpdateQueueFleetAssociationCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { counts, submit, tasks, template, type TestFarm, testFarm } from "./_farm.ts";
import { type FakeWorker, joinWorker } from "./_worker.ts";

async function statusOf({ client }: TestFarm, { key }: FakeWorker): Promise<string> {
  return (await client.send(new GetWorkerCommand(key))).status!;
}

Deno.test("a worker is CREATED, STARTED, IDLE, RUNNING, STOPPED and then deleted", async () => {
  await using on = await testFarm();
  const { workerId } = await on.client.send(new CreateWorkerCommand(on.fleet));
  const created = await on.client.send(new GetWorkerCommand({ ...on.fleet, workerId }));
  assertEquals(created.status, "CREATED");
  using worker = await joinWorker(on);
  assertEquals(await statusOf(on, worker), "STARTED");
  await worker.beat();
  assertEquals(await statusOf(on, worker), "IDLE");
  await submit(on, template([{ name: "A" }]));
  await worker.beat();
  assertEquals(await statusOf(on, worker), "RUNNING");
  const remove = () => on.client.send(new DeleteWorkerCommand(worker.key));
  assertEquals((await assertRejects(remove, Error)).name, "ConflictException");
  await worker.become("STOPPED");
  await remove();
});

Deno.test("an idle worker's held call is answered at once when a job is submitted", async () => {
  await using on = await testFarm({ idleHold: 30_000 });
  using worker = await joinWorker(on);
  const began = performance.now();
  const held = worker.beat();
  await submit(on, template([{ name: "A" }]));
  await held;
  assertEquals(worker.actions, ["taskRun"]);
  assert(performance.now() - began < 5000, "the call was held although there was work");
});

Deno.test("a worker without a heartbeat is lost and its task goes to another, costing no retry", async () => {
  await using on = await testFarm({ heartbeatTimeout: 200 });
  const jobId = await submit(on, template([{ name: "A" }]));
  using lost = await joinWorker(on);
  using other = await joinWorker(on);
  await lost.beat();
  await lost.begin();
  while (other.actions.length === 0) await other.beat();
  assertEquals(await statusOf(on, lost), "NOT_RESPONDING");
  assertEquals(other.actions, ["taskRun"]);
  assertEquals((await tasks(on, jobId))[0]!.failureRetryCount, 0);
  const late = await assertRejects(() => lost.beat(), Error) as Error & {
    context?: Record<string, string>;
  };
  assertEquals([late.name, late.context?.status], ["ConflictException", "NOT_RESPONDING"]);
});

Deno.test("a worker that starts again has let go of what it ran before", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.begin();
  await worker.become("STARTED");
  assertEquals(await counts(on, jobId), { READY: 1 });
  await worker.beat();
  assertEquals(await counts(on, jobId), { ASSIGNED: 1 });
});

Deno.test("a stopping worker finishes what it has and gets nothing new", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.become("STOPPING");
  await worker.end("INTERRUPTED");
  assertEquals(worker.actions, []);
  assertEquals(await counts(on, jobId), { READY: 2 });
  const restart = await assertRejects(() => worker.become("STARTED"), Error) as Error & {
    context?: Record<string, string>;
  };
  assertEquals(restart.context, { status: "STOPPING" });
});

Deno.test("a report that is repeated changes nothing", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]), {
    maxRetriesPerTask: 3,
  });
  using worker = await joinWorker(on);
  await worker.beat();
  const [session] = Object.values(worker.schedule.assignedSessions!);
  const { sessionActionId } = session!.sessionActions![0]!;
  const report = {
    [sessionActionId!]: { completedStatus: "FAILED" as const, endedAt: new Date() },
  };
  await worker.beat(report);
  await worker.beat(report);
  assertEquals((await tasks(on, jobId))[0]!.failureRetryCount, 1);
});

Deno.test("a report about another worker's action is refused", async () => {
  await using on = await testFarm();
  await submit(on, template([{ name: "A" }]));
  using owner = await joinWorker(on);
  using other = await joinWorker(on);
  await owner.beat();
  const [session] = Object.values(owner.schedule.assignedSessions!);
  const { sessionActionId } = session!.sessionActions![0]!;
  const report = { [sessionActionId!]: { completedStatus: "SUCCEEDED" as const } };
  assertEquals((await assertRejects(() => other.beat(report), Error)).name, "ValidationException");
});

Deno.test("what a worker reports of an action can be read back", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  const [session] = Object.values(worker.schedule.assignedSessions!);
  const { sessionActionId } = session!.sessionActions![0]!;
  const startedAt = new Date("2026-01-02T03:04:05.678Z");
  await worker.beat({
    [sessionActionId!]: { startedAt, progressPercent: 50, progressMessage: "half" },
  });
  const key = { ...on.queue, jobId };
  const action = await on.client.send(new GetSessionActionCommand({ ...key, sessionActionId }));
  assertEquals(action.startedAt, startedAt);
  assertEquals(
    [action.status, action.progressPercent, action.progressMessage],
    ["RUNNING", 50, "half"],
  );
  const { taskId } = (await tasks(on, jobId))[0]!;
  const ofTask = await on.client.send(new ListSessionActionsCommand({ ...key, taskId }));
  assertEquals(ofTask.sessionActions!.map((each) => each.sessionActionId), [sessionActionId]);
  const { sessions } = await on.client.send(new ListSessionsCommand(key));
  assertEquals(sessions!.map((each) => each.lifecycleStatus), ["STARTED"]);
});

Deno.test("a worker reads the entities of its jobs, and errors for what is not there", async () => {
  await using on = await testFarm();
  await on.client.send(
    new CreateQueueEnvironmentCommand({
      ...on.queue,
      priority: 1,
      templateType: "YAML",
      template: "specificationVersion: environment-2023-09\n" +
        "parameterDefinitions: [{ name: Shade, type: STRING, default: dark }]\n" +
        "environment: { name: Conda, variables: { SHADE: '{{Param.Shade}}' } }\n",
    }),
  );
  const text = template([{ name: "A", frames: "1-2", environments: ["Env"] }]);
  const jobId = await submit(on, text);
  using worker = await joinWorker(on);
  await worker.beat();
  assertEquals(worker.actions, ["envEnter Conda", "envEnter Env", "taskRun 1"]);
  const stepId = assignedStep(worker);
  const { entities, errors } = await worker.client.send(
    new BatchGetJobEntityCommand({
      ...worker.key,
      identifiers: [
        { jobDetails: { jobId } },
        { stepDetails: { jobId, stepId } },
        { environmentDetails: { jobId, environmentId: `JOB:${jobId}:Conda` } },
        { environmentDetails: { jobId, environmentId: `STEP:${stepId}:Env` } },
        { environmentDetails: { jobId, environmentId: `JOB:${jobId}:None` } },
      ],
    }),
  );
  const [jobDetails, stepDetails, queueEnvironment, stepEnvironment] = entities!;
  assertEquals(jobDetails!.jobDetails!.parameters, { Shade: { string: "dark" } });
  assertEquals(jobDetails!.jobDetails!.schemaVersion, "jobtemplate-2023-09");
  assertEquals(stepDetails!.stepDetails!.dependencies, []);
  const step = stepDetails!.stepDetails!.template as { name: string; parameterSpace: unknown };
  assertEquals(step.name, "A");
  assert(step.parameterSpace);
  assertEquals(queueEnvironment!.environmentDetails!.schemaVersion, "environment-2023-09");
  assertEquals(
    stepEnvironment!.environmentDetails!.template,
    { name: "Env", variables: { NAME: "Env" } },
  );
  assertEquals(errors!.map((error) => error.environmentDetails!.code), [
    "ResourceNotFoundException",
  ]);
});

function assignedStep(worker: FakeWorker): string {
  const [session] = Object.values(worker.schedule.assignedSessions!);
  return session!.sessionActions!.at(-1)!.definition!.taskRun!.stepId!;
}

Deno.test("a fleet that is full takes no more workers", async () => {
  await using on = await testFarm();
  await on.client.send(new UpdateFleetCommand({ ...on.fleet, maxWorkerCount: 1 }));
  const create = () => on.client.send(new CreateWorkerCommand(on.fleet));
  await create();
  assertEquals((await assertRejects(create, Error)).name, "ServiceQuotaExceededException");
});

Deno.test("a queue that leaves its fleet completes or cancels what runs, then is STOPPED", async () => {
  for (const how of ["COMPLETE", "CANCEL"] as const) {
    await using on = await testFarm();
    const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
    using worker = await joinWorker(on);
    await worker.beat();
    await worker.begin();
    const { farmId, queueId } = on.queue;
    await on.client.send(
      new UpdateQueueFleetAssociationCommand({
        farmId,
        queueId,
        fleetId: on.farm.fleetId,
        status: `STOP_SCHEDULING_AND_${how}_TASKS`,
      }),
    );
    await worker.beat();
    assertEquals(worker.cancels, how === "CANCEL" ? ["taskRun 1"] : []);
    await worker.end(how === "CANCEL" ? "CANCELED" : "SUCCEEDED");
    assertEquals(worker.actions, []);
    const left: Record<string, number> = how === "CANCEL"
      ? { READY: 2 }
      : { READY: 1, SUCCEEDED: 1 };
    assertEquals(await counts(on, jobId), left);
    assertEquals(await associationStatus(on), "STOPPED");
  }
});

async function associationStatus(on: TestFarm): Promise<string> {
  const input = { ...on.queue, fleetId: on.farm.fleetId };
  return (await on.client.send(new GetQueueFleetAssociationCommand(input))).status!;
}
