import * as sdk from "@aws-sdk/client-deadline";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { counts, job, steps, submit, tasks, template, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error = await assertRejects(work, Error) as Error & { reason?: string };
  return error.reason === undefined ? error.name : `${error.name} ${error.reason}`;
}

Deno.test("a farm, a queue and a fleet are made, changed and removed", async () => {
  await using on = await testFarm();
  const { client } = on;
  const { farmId } = await client.send(new sdk.CreateFarmCommand({ displayName: "Studio" }));
  const { queueId } = await client.send(
    new sdk.CreateQueueCommand({ farmId, displayName: "Night", allowedStorageProfileIds: [] }),
  );
  const { fleetId } = await client.send(
    new sdk.CreateFleetCommand({
      farmId,
      displayName: "Room 2",
      roleArn: "arn:aws:iam::000000000000:role/Fleet",
      maxWorkerCount: 4,
      configuration: {
        customerManaged: {
          mode: "NO_SCALING",
          workerCapabilities: {
            vCpuCount: { min: 2, max: 8 },
            memoryMiB: { min: 1024 },
            osFamily: "LINUX",
            cpuArchitectureType: "x86_64",
          },
        },
      },
    }),
  );
  await client.send(new sdk.UpdateFarmCommand({ farmId, costScaleFactor: 2 }));
  assertEquals((await client.send(new sdk.GetFarmCommand({ farmId }))).costScaleFactor, 2);
  const key = { farmId, queueId, fleetId };
  await client.send(new sdk.CreateQueueFleetAssociationCommand(key));
  const again = () => client.send(new sdk.CreateQueueFleetAssociationCommand(key));
  assertEquals(await refusal(again), "ConflictException RESOURCE_ALREADY_EXISTS");
  const removeQueue = () => client.send(new sdk.DeleteQueueCommand({ farmId, queueId }));
  assertEquals(await refusal(removeQueue), "ConflictException RESOURCE_IN_USE");
  const detach = () => client.send(new sdk.DeleteQueueFleetAssociationCommand(key));
  assertEquals(await refusal(detach), "ConflictException STATUS_CONFLICT");
  await client.send(
    new sdk.UpdateQueueFleetAssociationCommand({
      ...key,
      status: "STOP_SCHEDULING_AND_COMPLETE_TASKS",
    }),
  );
  await detach();
  await removeQueue();
  await client.send(new sdk.DeleteFleetCommand({ farmId, fleetId }));
  await client.send(new sdk.DeleteFarmCommand({ farmId }));
  const { farms } = await client.send(new sdk.ListFarmsCommand({}));
  assertEquals(farms!.map((farm) => farm.displayName), ["Local farm", "Sandbox"]);
});

Deno.test("a queue shows the storage profiles that it allows, and no other", async () => {
  await using on = await testFarm();
  const { farmId } = on.farm;
  const create = async (displayName: string) =>
    (await on.client.send(
      new sdk.CreateStorageProfileCommand({
        farmId,
        displayName,
        osFamily: "LINUX",
        fileSystemLocations: [{ name: "Work", path: "/work", type: "SHARED" }],
      }),
    )).storageProfileId!;
  const [allowed, other] = [await create("Allowed"), await create("Other")];
  await on.client.send(
    new sdk.UpdateQueueCommand({ ...on.queue, allowedStorageProfileIdsToAdd: [allowed] }),
  );
  const list = new sdk.ListStorageProfilesForQueueCommand(on.queue);
  const { storageProfiles } = await on.client.send(list);
  assertEquals(storageProfiles!.map((profile) => profile.displayName), ["Allowed"]);
  const get = new sdk.GetStorageProfileForQueueCommand({ ...on.queue, storageProfileId: other });
  assertEquals(await refusal(() => on.client.send(get)), "ResourceNotFoundException");
});

Deno.test("queue environments give a job their parameters and wrap its own, by priority", async () => {
  await using on = await testFarm();
  const create = (name: string, priority: number) =>
    on.client.send(
      new sdk.CreateQueueEnvironmentCommand({
        ...on.queue,
        priority,
        templateType: "JSON",
        template: JSON.stringify({
          specificationVersion: "environment-2023-09",
          parameterDefinitions: [{ name, type: "STRING", default: "preset" }],
          environment: { name, variables: { A: "B" } },
        }),
      }),
    );
  await create("Second", 20);
  await create("First", 10);
  const text = template([{ name: "A" }], { environments: ["Own"] });
  const jobId = await submit(on, text, { parameters: { Second: { string: "given" } } });
  const { parameters } = await job(on, jobId);
  assertEquals(parameters, { First: { string: "preset" }, Second: { string: "given" } });
  using worker = await joinWorker(on);
  await worker.beat();
  assertEquals(worker.actions, ["envEnter First", "envEnter Second", "envEnter Own", "taskRun"]);
});

Deno.test("job parameters are checked against what the template says", async () => {
  await using on = await testFarm();
  const parameterDefinitions = [{ name: "Count", type: "INT", maxValue: 9 }];
  const text = template([{ name: "A" }], { parameterDefinitions });
  const refused: readonly (readonly [Record<string, sdk.JobParameter>, RegExp])[] = [
    [{}, /Count: has no value/],
    [{ Count: { int: "10" } }, /Count: "10"/],
    [{ Count: { string: "5" } }, /takes "int", not "string"/],
    [{ Count: { int: "5" }, Colour: { string: "red" } }, /Colour: the template has no such/],
  ];
  for (const [parameters, message] of refused) {
    const error = await assertRejects(() => submit(on, text, { parameters }), Error);
    assertEquals(error.name, "ValidationException");
    assertMatch(error.message, message);
  }
});

Deno.test("a job can be made anew from an earlier one", async () => {
  await using on = await testFarm();
  const parameterDefinitions = [{ name: "Shot", type: "STRING" }];
  const text = template([{ name: "A", frames: "1-2" }], { parameterDefinitions });
  const sourceJobId = await submit(on, text, { parameters: { Shot: { string: "sh010" } } });
  const { jobId } = await on.client.send(
    new sdk.CreateJobCommand({ ...on.queue, priority: 70, sourceJobId, nameOverride: "Again" }),
  );
  const copy = await job(on, jobId!);
  assertEquals([copy.name, copy.priority, copy.sourceJobId], ["Again", 70, sourceJobId]);
  assertEquals(copy.parameters, { Shot: { string: "sh010" } });
});

Deno.test("a limit holds back tasks beyond its count", async () => {
  await using on = await testFarm();
  const { farmId, queueId } = on.queue;
  const { limitId } = await on.client.send(
    new sdk.CreateLimitCommand({
      farmId,
      displayName: "Licences",
      amountRequirementName: "amount.renderer",
      maxCount: 1,
    }),
  );
  const association = { farmId, queueId, limitId };
  await on.client.send(new sdk.CreateQueueLimitAssociationCommand(association));
  const hostRequirements = { amounts: [{ name: "amount.renderer", min: 1 }] };
  await submit(on, template([{ name: "A", frames: "1-2", hostRequirements }]));
  using first = await joinWorker(on);
  using second = await joinWorker(on);
  await first.beat();
  await second.beat();
  assertEquals([first.actions, second.actions], [["taskRun 1"], []]);
  const { currentCount } = await on.client.send(new sdk.GetLimitCommand({ farmId, limitId }));
  assertEquals(currentCount, 1);
  await on.client.send(new sdk.UpdateLimitCommand({ farmId, limitId, maxCount: 2 }));
  await second.beat();
  assertEquals(second.actions, ["taskRun 2"]);
});

Deno.test("a batch answers for each item by itself", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
  const missing = `job-${"0".repeat(32)}`;
  const identifiers = [jobId, missing].map((id) => ({ ...on.queue, jobId: id }));
  const { jobs, errors } = await on.client.send(new sdk.BatchGetJobCommand({ identifiers }));
  assertEquals(jobs!.map((each) => each.jobId), [jobId]);
  assertEquals(errors!.map((each) => [each.jobId, each.code]), [
    [missing, "ResourceNotFoundException"],
  ]);
  const { stepId } = (await steps(on, jobId))[0]!;
  const change = (await tasks(on, jobId)).map(({ taskId }) => ({
    ...on.queue,
    jobId,
    stepId,
    taskId,
    targetRunStatus: "SUSPENDED" as const,
  }));
  await on.client.send(new sdk.BatchUpdateTaskCommand({ tasks: change }));
  assertEquals(await counts(on, jobId), { SUSPENDED: 2 });
  const raise = [{ ...on.queue, jobId, priority: 99 }, { ...on.queue, jobId: missing }];
  const updated = await on.client.send(new sdk.BatchUpdateJobCommand({ jobs: raise }));
  assertEquals(updated.errors!.map((each) => each.jobId), [missing]);
  assertEquals((await job(on, jobId)).priority, 99);
});

Deno.test("members, budgets and tags are kept for the tools that show them", async () => {
  await using on = await testFarm();
  const { farmId, queueId } = on.queue;
  await on.client.send(
    new sdk.AssociateMemberToFarmCommand({
      farmId,
      principalId: "ada",
      principalType: "USER",
      identityStoreId: "d-0000000000",
      membershipLevel: "OWNER",
    }),
  );
  const mine = await on.client.send(new sdk.ListFarmsCommand({ principalId: "ada" }));
  assertEquals(mine.farms!.map((farm) => farm.farmId), [farmId]);
  const { budgetId } = await on.client.send(
    new sdk.CreateBudgetCommand({
      farmId,
      displayName: "Spring",
      usageTrackingResource: { queueId },
      approximateDollarLimit: 100,
      actions: [{ type: "STOP_SCHEDULING_AND_COMPLETE_TASKS", thresholdPercentage: 90 }],
      schedule: {
        fixed: { startTime: new Date("2026-01-01"), endTime: new Date("2026-06-01") },
      },
    }),
  );
  const budget = await on.client.send(new sdk.GetBudgetCommand({ farmId, budgetId }));
  assertEquals(budget.schedule!.fixed!.endTime, new Date("2026-06-01"));
});

Deno.test("an archived job is out of everything for good", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A" }]));
  const archive = { ...on.queue, jobId, lifecycleStatus: "ARCHIVED" as const };
  await on.client.send(new sdk.UpdateJobCommand(archive));
  const archived = await job(on, jobId);
  assertEquals([archived.lifecycleStatus, archived.taskRunStatus], ["ARCHIVED", "CANCELED"]);
  using worker = await joinWorker(on);
  await worker.beat();
  assertEquals(worker.actions, []);
  const revive = { ...on.queue, jobId, targetTaskRunStatus: "READY" as const };
  const steer = () => on.client.send(new sdk.UpdateJobCommand(revive));
  assertEquals(await refusal(steer), "ValidationException OTHER");
});

Deno.test("a job of ten thousand tasks has all of them at once", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A", frames: "1-10000" }]));
  assertEquals(await counts(on, jobId), { READY: 10_000 });
});
