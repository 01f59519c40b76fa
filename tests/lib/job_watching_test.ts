import { assertEquals, assertRejects } from "@std/assert";
import {
  type Clock,
  DeadlineError,
  followSessionLogs,
  getSessionLogs,
  requeueTasks,
  waitForJob,
} from "@deadline/client";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const IDS = { farmId: FARM, queueId: QUEUE, jobId: JOB };
const SESSION = "session-0123456789abcdef0123456789abcdef";

/** A clock on which every pause is over at once; it keeps what it was asked for. */
class FastClock implements Clock {
  readonly pauses: number[] = [];
  #now = 0;
  now = () => this.#now;
  set = (callback: () => void, delay: number) => {
    this.pauses.push(delay);
    this.#now += delay;
    queueMicrotask(callback);
  };
  clear = () => {};
}

Deno.test("waiting for a job ends when it ends, and names the tasks that failed", async () => {
  const statuses = ["READY", "RUNNING", "FAILED"];
  await using service = new Loopback(({ path }) => {
    if (path.endsWith("/tasks")) {
      return json({
        tasks: [
          { taskId: "task-1-0", runStatus: "SUCCEEDED" },
          {
            taskId: "task-1-1",
            runStatus: "FAILED",
            parameters: { Frame: { int: "2" } },
            latestSessionActionId: "sessionaction-abc-3",
          },
        ],
      });
    }
    if (path.endsWith("/steps")) {
      return json({
        steps: [
          { stepId: "step-1", name: "Render", taskRunStatusCounts: { FAILED: 1 } },
          { stepId: "step-2", name: "Check", taskRunStatusCounts: { FAILED: 0, CANCELED: 1 } },
        ],
      });
    }
    return json({ jobId: JOB, taskRunStatus: statuses.shift() });
  });
  const seen: unknown[] = [];
  const result = await waitForJob(IDS, {
    session: service.session,
    maxInterval: 1,
    onProgress: (job) => seen.push(job.taskRunStatus),
  });
  assertEquals(result.status, "FAILED");
  assertEquals(seen, ["READY", "RUNNING", "FAILED"]);
  assertEquals(result.failedTasks, [{
    stepId: "step-1",
    stepName: "Render",
    taskId: "task-1-1",
    parameters: { Frame: { int: "2" } },
    sessionId: "session-abc",
  }]);
});

Deno.test("waiting for a job looks less and less often, up to the longest interval", async () => {
  const statuses = [...Array(5).fill("RUNNING"), "SUCCEEDED"];
  await using service = new Loopback(() => json({ jobId: JOB, taskRunStatus: statuses.shift() }));
  const clock = new FastClock();
  const result = await waitForJob(IDS, { session: service.session, clock, maxInterval: 3_000 });
  assertEquals(clock.pauses, [500, 1_000, 2_000, 3_000, 3_000]);
  assertEquals([result.status, result.elapsed, result.failedTasks], ["SUCCEEDED", 9_500, []]);
});

Deno.test("waiting for a job gives up after its timeout and says that the job goes on", async () => {
  await using service = new Loopback(() => json({ jobId: JOB, taskRunStatus: "RUNNING" }));
  const clock = new FastClock();
  const error = await assertRejects(
    () => waitForJob(IDS, { session: service.session, clock, timeout: 2_000 }),
    DeadlineError,
    "is still RUNNING after 2000 ms",
  );
  assertEquals(error.code, "Timeout");
  assertEquals(clock.pauses, [500, 1_000, 500]);
});

Deno.test("waiting for a job stops at once when aborted between two looks", async () => {
  await using service = new Loopback(() => json({ jobId: JOB, taskRunStatus: "RUNNING" }));
  const controller = new AbortController();
  const waiting = waitForJob(IDS, {
    session: service.session,
    signal: controller.signal,
    onProgress: () => queueMicrotask(() => controller.abort("enough")),
  });
  assertEquals(await waiting.catch((reason) => reason), "enough");
  assertEquals(service.requests.length, 1);
});

/** A CloudWatch stream that has grown by one part each time it is read, of a session that then ends. */
function growingLog(
  parts: string[][],
  endsAfter = parts.length,
): (request: SeenRequest) => Response {
  let reads = 0;
  return ({ path, headers, body }) => {
    if (headers.get("x-amz-target")?.endsWith("GetLogEvents")) {
      const lines = parts.slice(0, ++reads).flat();
      const at = Number(JSON.parse(body).nextToken?.slice(2) ?? 0);
      const events = lines.slice(at).map((message, n) => ({ timestamp: at + n, message }));
      return json({ events, nextForwardToken: `f/${lines.length}` });
    }
    assertEquals(path.endsWith(SESSION), true);
    return json({ lifecycleStatus: reads >= endsAfter ? "ENDED" : "STARTED" });
  };
}

Deno.test("following a session log gives every line once, late ones too, then ends", async () => {
  const parts = [["one  ", "two"], [], [], ["three"], [], ["four"]];
  await using service = new Loopback(growingLog(parts, 5));
  const clock = new FastClock();
  const lines: string[] = [];
  const ids = { ...IDS, sessionId: SESSION };
  for await (const events of followSessionLogs(ids, { session: service.session, clock })) {
    lines.push(...events.map((event) => event.message));
  }
  assertEquals(lines, ["one", "two", "three", "four"]);
  assertEquals(clock.pauses, [250, 500, 250, 250]);
});

Deno.test("following a session log stops when aborted while it waits for more lines", async () => {
  await using service = new Loopback(growingLog([["one"]], Infinity));
  const controller = new AbortController();
  const log = followSessionLogs({ ...IDS, sessionId: SESSION }, {
    session: service.session,
    signal: controller.signal,
    minInterval: 60_000,
    maxInterval: 60_000,
  });
  assertEquals((await log.next()).value?.[0].message, "one");
  const more = log.next();
  await service.seen(3);
  controller.abort(new Error("closed the log"));
  await assertRejects(() => more, Error, "closed the log");
});

Deno.test("the log of a session that has written nothing is empty, not an error", async () => {
  await using service = new Loopback(() =>
    json({ __type: "ResourceNotFoundException", message: "The log group does not exist" }, 400)
  );
  const page = await getSessionLogs({ ...IDS, sessionId: SESSION }, { session: service.session });
  assertEquals(page.events, []);
  assertEquals(page.logGroup, `/aws/deadline/${FARM}/${QUEUE}`);
});

/** A job with one step of which some tasks can be requeued. */
function jobWithTasks(onUpdate: (request: SeenRequest) => Response | undefined) {
  const statuses = ["FAILED", "SUCCEEDED", "CANCELED", "RUNNING", "SUSPENDED"];
  return (request: SeenRequest) => {
    if (request.method === "PATCH") return onUpdate(request);
    if (request.path.endsWith("/tasks")) {
      return json({
        tasks: statuses.map((runStatus, n) => ({ taskId: `task-1-${n}`, runStatus })),
      });
    }
    const counts = Object.fromEntries(statuses.map((status) => [status, 1]));
    return json({
      steps: [
        { stepId: "step-1", name: "Render", taskRunStatusCounts: counts },
        { stepId: "step-2", name: "Done", taskRunStatusCounts: { SUCCEEDED: 3 } },
      ],
    });
  };
}

Deno.test("requeueing puts back what failed, was canceled or suspended, and nothing else", async () => {
  await using service = new Loopback(jobWithTasks(() => json({})));
  const progress: number[] = [];
  const tasks = await requeueTasks(IDS, {
    session: service.session,
    onProgress: (count) => progress.push(count),
  });
  assertEquals(tasks.map((task) => task.taskId).sort(), ["task-1-0", "task-1-2", "task-1-4"]);
  assertEquals(progress, [1, 2, 3]);
  const updates = service.requests.filter((request) => request.method === "PATCH");
  assertEquals(updates.map((request) => JSON.parse(request.body).targetRunStatus), [
    "PENDING",
    "PENDING",
    "PENDING",
  ]);
});

Deno.test("requeueing stops at the first refusal and ends the calls that are under way", async () => {
  await using service = new Loopback(
    jobWithTasks(({ path }) =>
      path.endsWith("-2") ? exception("ConflictException", 409) : undefined
    ),
  );
  const error = await assertRejects(
    () => requeueTasks(IDS, { session: service.session }),
    DeadlineError,
    "Cannot update task",
  );
  assertEquals(error.code, "ConflictException");
});

Deno.test("requeueing stops when aborted", async () => {
  await using service = new Loopback(jobWithTasks(() => undefined));
  const controller = new AbortController();
  const requeueing = requeueTasks(IDS, { session: service.session, signal: controller.signal });
  await service.seen(4);
  controller.abort(new Error("changed my mind"));
  await assertRejects(() => requeueing, Error, "changed my mind");
});
