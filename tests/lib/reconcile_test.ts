import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  createJob,
  type CreateJobInput,
  DeadlineError,
  endSession,
  type MutationOptions,
  type UnknownChange,
  updateJob,
  updateStep,
  updateTask,
} from "@deadline/client";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const JOB_IDS = { farmId: FARM, queueId: QUEUE, jobId: JOB };
const TEMPLATE = JSON.stringify({
  specificationVersion: "jobtemplate-2023-09",
  name: "Shot {{Param.Shot}} light",
  steps: [],
});
const NEW_JOB: CreateJobInput = {
  farmId: FARM,
  queueId: QUEUE,
  priority: 50,
  template: TEMPLATE,
  templateType: "JSON",
  parameters: { Shot: { string: "010" } },
};

/** Makes a change that is aborted once the service has it, and gives the means to find out. */
async function cutOff(
  service: Loopback,
  change: (options: MutationOptions) => Promise<unknown>,
): Promise<UnknownChange> {
  const controller = new AbortController();
  let unknown: UnknownChange | undefined;
  const before = service.requests.length;
  const changing = change({
    session: service.session,
    signal: controller.signal,
    onUnknown: (cutOff) => unknown = cutOff,
  });
  await service.seen(before + 1);
  controller.abort("enough");
  assertEquals(await changing.catch((reason) => reason), "enough");
  assert(unknown, "nothing was given to find out with");
  return unknown;
}

/** A service that never answers changes, and answers reads with these. */
const answering = (read: (request: SeenRequest) => unknown) => (request: SeenRequest) => {
  const isRead = request.method === "GET" || request.path.includes("/search/");
  return isRead ? json(read(request)) : undefined;
};

const jobs = (...found: object[]) => () => ({ jobs: found, totalResults: found.length });
const at = (ms = 0) => new Date(Date.now() + ms).toISOString();

Deno.test("a created job is found by its name as the service fills it in, and its parameters", async () => {
  const shown = { name: "Shot 010 light", jobParameters: { Shot: { string: "010" } } };
  await using service = new Loopback(answering((request) => {
    assert(!request.body.includes("Shot"), "a name that is not filled in finds nothing");
    return jobs({ jobId: JOB, createdAt: at(), ...shown }, {
      jobId: "job-other",
      name: "Another",
      createdAt: at(),
    })();
  }));
  const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
  assertEquals(change.operation, "CreateJob");
  const { effect, jobId, checked } = await change.check();
  assertEquals([effect, jobId], ["applied", JOB]);
  assertStringIncludes(checked, "SearchJobs");
});

Deno.test("jobs that may be somebody else's leave it unknown, and are named", async () => {
  const twin = (jobId: string) => ({ jobId, name: "Shot 010 light", createdAt: at() });
  const shown = [
    [twin("job-a"), twin("job-b")],
    [{ ...twin("job-old"), createdAt: at(-30_000) }],
    [{ ...twin("job-c"), jobParameters: { Shot: { string: "020" } } }],
  ];
  await Promise.all(shown.map(async (found) => {
    await using service = new Loopback(answering(jobs(...found)));
    const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
    const { effect, jobId, checked } = await change.check();
    assertEquals([effect, jobId], ["unknown", undefined]);
    assertStringIncludes(checked, found[0].jobId);
  }));
});

Deno.test("a job that this session made before is not taken for the one that was cut off", async () => {
  let created = 0;
  const found = jobs({ jobId: JOB, name: "Shot 010 light", createdAt: at() });
  await using service = new Loopback((request) =>
    request.path.endsWith("/jobs") && ++created === 1
      ? json({ jobId: JOB }, 201)
      : answering(found)(request)
  );
  await createJob(NEW_JOB, { session: service.session });
  const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
  assertEquals((await change.check()).effect, "not sent");
});

Deno.test("one job is not taken for two that were cut off, however often one asks", async () => {
  const found = jobs({ jobId: JOB, name: "Shot 010 light", createdAt: at() });
  await using service = new Loopback(answering(found));
  const first = await cutOff(service, (options) => createJob(NEW_JOB, options));
  const second = await cutOff(service, (options) => createJob(NEW_JOB, options));
  assertEquals((await first.check()).effect, "applied");
  assertEquals((await second.check()).effect, "not sent");
  assertEquals((await first.check()).effect, "applied");
});

Deno.test("a missing job is looked for three times before it counts as not made", async () => {
  await using service = new Loopback(answering(jobs()));
  const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
  const { effect, checked } = await change.check();
  assertEquals(effect, "not sent");
  assertStringIncludes(checked, "3 looks");
  assertEquals(service.requests.length, 4);
});

Deno.test("looking can be aborted, and says when the service cannot be asked", async () => {
  await using service = new Loopback((request) =>
    request.path.includes("/search/") ? exception("AccessDeniedException", 403) : undefined
  );
  const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
  await assertRejects(() => change.check(), DeadlineError, "Cannot search jobs");
  const signal = AbortSignal.abort("no time");
  assertEquals(await change.check({ signal }).catch((reason) => reason), "no time");
});

Deno.test("sending again carries the same client token, so that there is one job", async () => {
  const answers: Response[] = [];
  await using service = new Loopback(() => answers.shift());
  const change = await cutOff(service, (options) => createJob(NEW_JOB, options));
  answers.push(json({ jobId: JOB }, 201));
  const { effect, jobId } = await change.resend();
  assertEquals([effect, jobId], ["applied", JOB]);
  const tokens = service.requests.map((request) => request.headers.get("X-Amz-Client-Token"));
  assert(tokens[0]);
  assertEquals(tokens[0], tokens[1]);
});

Deno.test("a change is applied when a read shows it, not sent when nothing changed, else unknown", async () => {
  const [now, before] = [at(), at(-600_000)];
  const step = { ...JOB_IDS, stepId: `step-${"0".repeat(32)}` };
  const task = { ...step, taskId: `task-${"0".repeat(32)}-1` };
  const session = { ...JOB_IDS, sessionId: `session-${"0".repeat(32)}` };
  type Case = [(options: MutationOptions) => Promise<unknown>, object, string];
  const priority = (options: MutationOptions) => updateJob({ ...JOB_IDS, priority: 70 }, options);
  const cancel = (options: MutationOptions) =>
    updateJob({ ...JOB_IDS, targetTaskRunStatus: "CANCELED" }, options);
  const requeue = (options: MutationOptions) =>
    updateTask({ ...task, targetRunStatus: "PENDING" }, options);
  const suspend = (options: MutationOptions) =>
    updateStep({ ...step, targetTaskRunStatus: "SUSPENDED" }, options);
  const end = (options: MutationOptions) =>
    endSession({ ...session, targetLifecycleStatus: "ENDED" }, options);
  const cases: Case[] = [
    [priority, { priority: 70, updatedAt: now }, "applied"],
    [priority, { priority: 50, updatedAt: before }, "not sent"],
    [priority, { priority: 50 }, "not sent"],
    [priority, { priority: 60, updatedAt: now }, "unknown"],
    [cancel, { targetTaskRunStatus: "CANCELED", taskRunStatus: "RUNNING" }, "applied"],
    [cancel, { taskRunStatus: "CANCELED" }, "applied"],
    [cancel, { taskRunStatus: "RUNNING", updatedAt: before }, "not sent"],
    [requeue, { runStatus: "READY", updatedAt: now }, "applied"],
    [requeue, { runStatus: "FAILED", targetRunStatus: "PENDING", updatedAt: before }, "not sent"],
    [requeue, { runStatus: "FAILED", updatedAt: now }, "unknown"],
    [suspend, { targetTaskRunStatus: "SUSPENDED", updatedAt: now }, "applied"],
    [end, { endedAt: now, lifecycleStatus: "ENDED" }, "applied"],
    [end, { lifecycleStatus: "STARTED", updatedAt: before }, "not sent"],
  ];
  await Promise.all(cases.map(async ([make, shown, expected]) => {
    await using service = new Loopback(answering(() => shown));
    const { effect, checked } = await (await cutOff(service, make)).check();
    assertEquals(effect, expected, `${JSON.stringify(shown)}: ${checked}`);
  }));
});

Deno.test("a change that was refused, or confirmed, leaves nothing to find out", async () => {
  const answers = [exception("ValidationException", 400), json({})];
  await using service = new Loopback(() => answers.shift());
  let asked = 0;
  const options = { session: service.session, onUnknown: () => asked++ };
  await assertRejects(() => updateJob({ ...JOB_IDS, priority: 1 }, options), DeadlineError);
  await updateJob({ ...JOB_IDS, priority: 1 }, options);
  assertEquals(asked, 0);
});
