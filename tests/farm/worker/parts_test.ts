import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { LogStream } from "../../../farm/worker/log_stream.ts";
import { Reports } from "../../../farm/worker/reports.ts";
import { canPass, retry } from "../../../farm/worker/retry.ts";
import { jobVariables, readSettings } from "../../../farm/worker/settings.ts";

interface Batch {
  logEvents: { message: string }[];
}

/** A stand-in for the logs service that keeps what it is given, or fails as it is told. */
class LogService {
  readonly batches: string[][] = [];
  failures = 0;

  send = ({ input }: { input: unknown }): Promise<never> => {
    if (this.failures-- > 0) return Promise.reject(new TypeError("connection refused"));
    this.batches.push((input as Batch).logEvents.map(({ message }) => message));
    return Promise.resolve({} as never);
  };
}

/** Lets time pass in small steps, so that what one timer starts is heard by the next. */
async function pass(time: FakeTime, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) await time.tickAsync(50);
}

function logStream(service: LogService, options = {}) {
  return new LogStream({
    // deno-lint-ignore no-explicit-any -- only `send` of the client is used
    client: service as any,
    logGroupName: "group",
    logStreamName: "stream",
  }, options);
}

Deno.test("LogStream sends the first line at once and the following together", async () => {
  using time = new FakeTime();
  const service = new LogService();
  const stream = logStream(service);
  stream.write("first");
  await time.runMicrotasks();
  assertEquals(service.batches, [["first"]]);
  for (const line of ["second", "", "fourth"]) stream.write(line);
  await time.tickAsync(199);
  assertEquals(service.batches.length, 1);
  await pass(time, 50);
  // The service takes no empty message.
  assertEquals(service.batches[1], ["second", " ", "fourth"]);
});

Deno.test("LogStream.flush() waits for nothing but the service", async () => {
  using time = new FakeTime();
  const service = new LogService();
  const stream = logStream(service);
  stream.write("a");
  await time.runMicrotasks();
  stream.write("b");
  await stream.flush();
  assertEquals(service.batches, [["a"], ["b"]]);
});

Deno.test("LogStream keeps to what one call may hold", async () => {
  const service = new LogService();
  const stream = logStream(service, { interval: 0 });
  for (let i = 0; i < 25_000; i++) stream.write("x");
  for (let i = 0; i < 40; i++) stream.write("y".repeat(60_000));
  await stream.flush();
  for (const batch of service.batches) {
    assert(batch.length <= 10_000);
    assert(batch.reduce((sum, line) => sum + line.length + 26, 0) <= 1_048_576);
  }
  assertEquals(service.batches.flat().length, 25_040);
});

Deno.test("LogStream makes whoever writes too much wait", async () => {
  const service = new LogService();
  const stream = logStream(service, { interval: 0 });
  assertEquals(stream.write("small"), undefined);
  let wait: void | Promise<void> = undefined;
  for (let i = 0; i < 100 && !wait; i++) wait = stream.write("x".repeat(60_000));
  assert(wait instanceof Promise);
  await wait;
  assertEquals(stream.write("small"), undefined);
  await stream.flush();
});

Deno.test("LogStream tries again, and loses no line, when the service is away for a moment", async () => {
  using time = new FakeTime();
  const service = new LogService();
  service.failures = 3;
  const stream = logStream(service);
  stream.write("a");
  stream.write("b");
  await pass(time, 5_000);
  assertEquals(service.batches.flat(), ["a", "b"]);
});

Deno.test("LogStream gives lines up when its patience ends, and says how many", async () => {
  using time = new FakeTime();
  const service = new LogService();
  service.failures = Infinity;
  const stream = logStream(service, { patience: 1_000 });
  stream.write("lost");
  await pass(time, 10_000);
  service.failures = 0;
  stream.write("kept");
  await pass(time, 10_000);
  assertEquals(service.batches.flat(), [
    "kept",
    "(1 line before this one could not be written to the log)",
  ]);
});

Deno.test("Reports keep what changed while a call was on its way", () => {
  const reports = new Reports();
  reports.put("a", { progressPercent: 10 });
  reports.put("b", { completedStatus: "SUCCEEDED" });
  const sent = reports.take();
  reports.put("a", { progressPercent: 20 });
  reports.acknowledge(sent);
  assertEquals(reports.take(), { a: { progressPercent: 20 } });
});

Deno.test("Reports.wait() ends at once for an ended action, soon for progress, else when idle", async () => {
  using time = new FakeTime();
  const reports = new Reports();
  const signal = new AbortController().signal;
  const waited = async (put: () => void) => {
    const begun = Date.now();
    let ended = false;
    const waiting = reports.wait({ idle: 5_000, soon: 100, signal }).then(() => ended = true);
    put();
    while (!ended) await time.tickAsync(50);
    await waiting;
    reports.take();
    return Date.now() - begun;
  };
  const near = (ms: number, expected: number) => assert(Math.abs(ms - expected) <= 50, `${ms}`);
  near(await waited(() => reports.put("a", { completedStatus: "FAILED" })), 0);
  near(await waited(() => reports.put("a", { progressPercent: 1 })), 100);
  near(await waited(() => {}), 5_000);
});

Deno.test("Reports.due() aborts at once for an ended action, soon for anything else", () => {
  using time = new FakeTime();
  const reports = new Reports();
  using urgent = reports.due(100);
  reports.put("a", { completedStatus: "SUCCEEDED" });
  assertEquals(urgent.aborted, true);
  reports.take();
  using due = reports.due(100);
  reports.put("a", { progressPercent: 1 });
  reports.put("a", { progressPercent: 2 });
  time.tick(99);
  assertEquals(due.aborted, false);
  time.tick(1);
  assertEquals(due.aborted, true);
});

const failure = (status: number | undefined, more = {}) =>
  Object.assign(new Error(`status ${status}`), {
    ...(status && { $metadata: { httpStatusCode: status } }),
    ...more,
  });

Deno.test("retry() outlasts throttling, faults and a service that is away, and nothing else", async () => {
  using time = new FakeTime();
  const failures = [failure(undefined), failure(500), failure(429, { retryAfterSeconds: 3 })];
  const waits: number[] = [];
  const call = retry(() => {
    const next = failures.shift();
    return next ? Promise.reject(next) : Promise.resolve("done");
  }, { onRetry: (_, wait) => waits.push(wait) });
  await pass(time, 10_000);
  assertEquals(await call, "done");
  assert(waits[0] <= 100 && waits[1] <= 200);
  assertEquals(waits[2], 3_000);
  for (const status of [400, 403, 404, 409]) assertEquals(canPass(failure(status)), false);
  await assertRejects(() => retry(() => Promise.reject(failure(404))), Error, "status 404");
});

Deno.test("retry() ends with the reason of its signal", async () => {
  const stop = new AbortController();
  const call = retry(() => Promise.reject(failure(500)), { signal: stop.signal });
  stop.abort(new Error("told to stop"));
  await assertRejects(() => call, Error, "told to stop");
});

Deno.test("retry() gives up a call that hangs and makes another", async () => {
  using time = new FakeTime();
  let calls = 0;
  const call = retry((signal) => {
    if (calls++ > 0) return Promise.resolve("second");
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
  }, { callTimeout: 1_000 });
  await pass(time, 2_000);
  assertEquals(await call, "second");
});

Deno.test("readSettings() names every variable that is missing", () => {
  try {
    readSettings({ AWS_REGION: "us-west-2", DEADLINE_WORKER_FARM_ID: "farm" }, "data");
    assert(false);
  } catch (error) {
    assertEquals(
      (error as Error).message,
      "Cannot start the worker: set DEADLINE_WORKER_FLEET_ID, " +
        "DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID, DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY",
    );
  }
});

Deno.test("jobVariables() hands no key to the programs of a job", () => {
  const variables = jobVariables({
    PATH: "/bin",
    LANG: "C",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY: "c",
  }, "/tools");
  assertEquals(variables, { PATH: "/tools:/bin", LANG: "C" });
});
