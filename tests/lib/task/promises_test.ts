import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  deadline,
  type Outcome,
  retry,
  SharedReads,
  sleep,
  Stopped,
  TaskError,
  TaskScope,
} from "@deadline/client/task";
import { settleMicrotasks, VirtualClock } from "./virtual_clock.ts";

function controlled<T>() {
  return Promise.withResolvers<T>();
}

Deno.test("T1: of two tasks of one key only the newest delivers, whichever answers first", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    await using scope = new TaskScope();
    const answers = [controlled<string>(), controlled<string>()];
    const shown: string[] = [];
    const tasks = answers.map((answer) =>
      scope.start("List queues", () => answer.promise, {
        key: "queues",
        onResult: (value) => shown.push(value),
        onError: (error) => shown.push(error.message),
      })
    );
    for (const i of order) answers[i].resolve(`answer ${i}`);
    assertEquals(await tasks[0].outcome, { status: "superseded", effect: "none" });
    assertEquals((await tasks[1].outcome).status, "succeeded");
    assertEquals(shown, ["answer 1"]);
  }
});

Deno.test("T1: an answer that is queued when the next task starts is not delivered", async () => {
  await using scope = new TaskScope();
  const answer = controlled<string>();
  const shown: string[] = [];
  const options = { key: "farms", onResult: (value: string) => shown.push(value) };
  scope.start("List farms", () => answer.promise, options);
  answer.resolve("old");
  await Promise.resolve();
  scope.start("List farms", () => Promise.resolve("new"), options);
  await scope.idle();
  assertEquals(shown, ["new"]);
});

Deno.test("T1: the late error and the late progress of a superseded task are dropped", async () => {
  await using scope = new TaskScope();
  const answer = controlled<string>();
  const shown: unknown[] = [];
  let report!: (value: number) => void;
  scope.start<string, number>("Old", ({ progress }) => {
    report = progress;
    return answer.promise;
  }, { key: "k", onError: (e) => shown.push(e), onProgress: (p) => shown.push(p) });
  scope.start("New", () => Promise.resolve(), { key: "k" });
  report(50);
  answer.reject(new Error("too late"));
  await scope.idle();
  await settleMicrotasks();
  assertEquals(shown, []);
});

Deno.test("T2: cancelling settles at once and aborts the signal, though the body never ends", async () => {
  const scope = new TaskScope({ closeTimeout: 0 });
  let signal!: AbortSignal;
  const task = scope.start("Hang", (context) => {
    signal = context.signal;
    return new Promise<void>(() => {});
  });
  task.cancel();
  assertEquals(task.status, "cancelled");
  assert(signal.aborted);
  assertEquals((signal.reason as Stopped).reason, "user");
  assertEquals(await task.outcome, { status: "cancelled", reason: "user", effect: "none" });
  const report = await scope.close();
  assertEquals(report.stragglers.map((straggler) => straggler.name), ["Hang"]);
});

Deno.test("T3: settling is said once, and loading follows the tasks in flight", async () => {
  const scope = new TaskScope();
  const settled: Outcome<unknown>[] = [];
  const answer = controlled<void>();
  const options = { key: "k", onSettled: (outcome: Outcome<void>) => settled.push(outcome) };
  const task = scope.start("Load", () => answer.promise, options);
  assert(scope.isLoading() && scope.isLoading("k") && !scope.isLoading("other"));
  task.cancel("navigated");
  task.cancel("user");
  answer.resolve();
  await settleMicrotasks();
  assertEquals(settled, [{ status: "cancelled", reason: "navigated", effect: "none" }]);
  assert(!scope.isLoading());
  await scope.close();
});

Deno.test("T3: a callback that throws does not keep the task from settling", async () => {
  const bugs: unknown[] = [];
  await using scope = new TaskScope({ onCallbackError: (error) => bugs.push(error) });
  const task = scope.start("Load", () => Promise.resolve(1), {
    key: "k",
    onResult: () => {
      throw new Error("bug in the view");
    },
  });
  assertEquals(await task.outcome, { status: "succeeded", value: 1 });
  assertEquals(bugs.map((bug) => (bug as Error).message), ["bug in the view"]);
  assert(!scope.isLoading("k"));
});

Deno.test("T3: a body that throws before its first await fails the task, not the caller", async () => {
  await using scope = new TaskScope();
  const task = scope.start("Load", () => {
    throw new RangeError("no such farm");
  });
  const outcome = await task.outcome;
  assert(outcome.status === "failed");
  assertEquals(outcome.error.message, "no such farm");
});

Deno.test("T4: a failure is shown once, with operation, ids, whether to retry, and a hint", async () => {
  await using scope = new TaskScope({ name: "tab" });
  const shown: TaskError[] = [];
  const task = scope.start("List queues", () =>
    Promise.reject(
      new TaskError("Access denied", {
        operation: "ListQueues",
        code: "AccessDeniedException",
        awsRequestId: "aws-1",
        hint: "Ask for deadline:ListQueues.",
      }),
    ), { key: "queues", onError: (error) => shown.push(error) });
  await task.outcome;
  assertEquals(shown.length, 1);
  const { operation, code, requestId, awsRequestId, retryable, hint } = shown[0];
  assertEquals(
    { operation, code, requestId, awsRequestId, retryable, hint },
    {
      operation: "ListQueues",
      code: "AccessDeniedException",
      requestId: "tab.queues.1",
      awsRequestId: "aws-1",
      retryable: false,
      hint: "Ask for deadline:ListQueues.",
    },
  );
});

Deno.test("T4: a body that learns from afar that it was superseded is no error", async () => {
  await using scope = new TaskScope();
  const errors: TaskError[] = [];
  const task = scope.start("List", () => Promise.reject(new Stopped("superseded")), {
    onError: (error) => errors.push(error),
  });
  assertEquals((await task.outcome).status, "superseded");
  assertEquals(errors, []);
});

Deno.test("T5: closing a scope stops its tasks, waits for their bodies, and takes no more", async () => {
  const scope = new TaskScope();
  let cleaned = false;
  scope.start("Work", async ({ signal }) => {
    try {
      await sleep(60_000, { signal });
    } finally {
      await Promise.resolve();
      cleaned = true;
    }
  });
  const report = await scope.close();
  assertEquals([report.stopped, report.stragglers.length, cleaned], [1, 0, true]);
  assertThrows(() => scope.start("Late", () => 1), Stopped, "closed scope");
});

Deno.test("T5: closing reports the bodies that do not end in time", async () => {
  const clock = new VirtualClock();
  const scope = new TaskScope({ clock, closeTimeout: 100 });
  scope.start("Deaf", () => new Promise<void>(() => {}));
  const closing = scope.close();
  clock.advance(100);
  assertEquals((await closing).stragglers.map((task) => task.name), ["Deaf"]);
  assertEquals(clock.pending, 0);
});

Deno.test("T5: a scope closes with the signal that it was opened under", async () => {
  const parent = new AbortController();
  const scope = new TaskScope({ signal: parent.signal });
  const task = scope.start("Work", ({ signal }) => sleep(60_000, { signal }));
  parent.abort();
  assertEquals(await task.outcome, { status: "cancelled", reason: "closed", effect: "none" });
  await scope.close();
});

Deno.test("T6: progress comes at most 20 times a second, and the last one before the result", async () => {
  const clock = new VirtualClock();
  await using scope = new TaskScope({ clock });
  const seen: (number | string)[] = [];
  const answer = controlled<string>();
  let report!: (value: number) => void;
  scope.start<string, number>("Upload", ({ progress }) => {
    report = progress;
    return answer.promise;
  }, { onProgress: (value) => seen.push(value), onResult: (value) => seen.push(value) });
  for (let value = 1; value <= 1000; value++) {
    report(value);
    clock.advance(1);
  }
  const delivered = seen.length;
  assert(delivered >= 19 && delivered <= 21, `delivered ${delivered} in one second`);
  report(1001);
  answer.resolve("done");
  await scope.idle();
  assertEquals(seen.slice(-2), [1001, "done"]);
  assertEquals(clock.pending, 0);
});

Deno.test("T7: a retry waits with jitter, honours retryAfterSeconds, and stops with the signal", async () => {
  const clock = new VirtualClock();
  const waits: number[] = [];
  const busy = Object.assign(new Error("throttled"), { retryable: true, retryAfterSeconds: 3 });
  const controller = new AbortController();
  const retried = retry(() => Promise.reject(busy), {
    clock,
    signal: controller.signal,
    random: () => 0.5,
    onRetry: ({ delay }) => waits.push(delay),
  });
  await settleMicrotasks();
  clock.advance(3100);
  await settleMicrotasks();
  controller.abort(new Stopped("user"));
  await assertRejects(() => retried, Stopped);
  assertEquals(waits, [3100, 3200]);
  assertEquals(clock.pending, 0);
});

Deno.test("T7: what is not retryable or not idempotent is tried once", async () => {
  const wrong = Object.assign(new Error("validation"), { retryable: false });
  const busy = Object.assign(new Error("busy"), { retryable: true });
  for (const [error, idempotent] of [[wrong, true], [busy, false]] as const) {
    let calls = 0;
    await assertRejects(() => retry(() => Promise.reject((calls++, error)), { idempotent }));
    assertEquals(calls, 1);
  }
});

Deno.test("T7: 'retry now' cuts the wait short", async () => {
  const clock = new VirtualClock();
  let calls = 0;
  let now!: () => void;
  const answer = retry(() => {
    if (++calls === 1) throw Object.assign(new Error("busy"), { retryable: true });
    return Promise.resolve("done");
  }, { clock, base: 60_000, random: () => 0.9, onRetry: ({ retryNow }) => now = retryNow });
  await settleMicrotasks();
  now();
  assertEquals(await answer, "done");
  assertEquals(clock.pending, 0);
});

Deno.test("T7: a task shows that it waits to retry, and can be told to retry now", async () => {
  const clock = new VirtualClock();
  await using scope = new TaskScope({ clock });
  const notes: (string | undefined)[] = [];
  scope.subscribe(({ kind, task }) => kind === "note" && notes.push(task.note));
  const task = scope.start("List", ({ signal, onRetry }) => {
    const options = { signal, onRetry, clock, base: 4_000, random: () => 0.5 };
    return retry((attempt) => {
      if (attempt < 3) throw Object.assign(new Error("busy"), { retryable: true });
      return "done";
    }, options);
  });
  await settleMicrotasks();
  assertEquals([task.retrying?.attempt, task.note], [2, "retrying in 2 s (2 of 5)"]);
  task.retryNow();
  await settleMicrotasks();
  assertEquals(task.note, "retrying in 4 s (3 of 5)");
  clock.advance(4_000);
  assertEquals(await task.outcome, { status: "succeeded", value: "done" });
  assertEquals([task.retrying, notes.length, clock.pending], [undefined, 4, 0]);
});

Deno.test("T7: a retry that could not come in time is not waited for", async () => {
  const clock = new VirtualClock();
  const busy = Object.assign(new Error("throttled"), { retryable: true, retryAfterSeconds: 30 });
  const timeLeft = () => 10_000 - clock.now();
  await assertRejects(
    () => retry(() => Promise.reject(busy), { clock, timeLeft }),
    Error,
    "throttled",
  );
  assertEquals(clock.pending, 0);
});

Deno.test("T7: a deadline aborts what it waits for and settles though nobody listens", async () => {
  const clock = new VirtualClock();
  let inner!: AbortSignal;
  const waiting = deadline(1000, (signal) => {
    inner = signal;
    return new Promise<void>(() => {});
  }, { clock });
  clock.advance(1000);
  const error = await assertRejects(() => waiting, Stopped);
  assertEquals(error.reason, "timeout");
  assert(inner.aborted);
  assertEquals(clock.pending, 0);
});

Deno.test("a task with a timeout ends as timedOut and says after how long", async () => {
  const clock = new VirtualClock();
  await using scope = new TaskScope({ clock, closeTimeout: 0 });
  const task = scope.start("Slow", ({ signal }) => sleep(60_000, { signal, clock }), {
    timeout: 5000,
  });
  clock.advance(5000);
  assertEquals(await task.outcome, { status: "timedOut", afterMs: 5000, effect: "none" });
});

Deno.test("T8: a cancelled mutation says whether it was sent", async () => {
  await using scope = new TaskScope();
  const sent = controlled<void>();
  const task = scope.start("Create job", async ({ effect, signal }) => {
    effect("not sent");
    await sent.promise;
    effect("unknown");
    await sleep(60_000, { signal });
  });
  const early = scope.start("Create job", async ({ effect, signal }) => {
    effect("not sent");
    await sleep(60_000, { signal });
  });
  early.cancel();
  sent.resolve();
  await settleMicrotasks();
  task.cancel();
  assertEquals(await early.outcome, { status: "cancelled", reason: "user", effect: "not sent" });
  assertEquals(await task.outcome, { status: "cancelled", reason: "user", effect: "unknown" });
});

Deno.test("T9: what tasks put on a long-lived signal and clock, they take away", async () => {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const present = new Set<unknown>();
  signal.addEventListener = (_type: string, listener: unknown) => void present.add(listener);
  signal.removeEventListener = (_type: string, listener: unknown) => void present.delete(listener);
  await using scope = new TaskScope({ clock });
  for (let i = 0; i < 100; i++) {
    scope.start("Read", () => Promise.resolve(i), { key: `k${i % 50}`, signal, timeout: 1_000 });
  }
  assertEquals([present.size, clock.pending], [50, 50]);
  await scope.idle();
  assertEquals([present.size, clock.pending], [0, 0]);
});

Deno.test("T10: a result that was asked under farm A is not delivered once farm B is selected", async () => {
  let selected = ["work", "farm-a"];
  await using scope = new TaskScope({ lineage: () => selected });
  const answer = controlled<string>();
  const shown: string[] = [];
  const task = scope.start("List queues", () => answer.promise, {
    lineage: selected,
    onResult: (value) => shown.push(value),
  });
  selected = ["work", "farm-b"];
  answer.resolve("queues of farm A");
  assertEquals((await task.outcome).status, "superseded");
  assertEquals(shown, []);
});

Deno.test("T11: observers of one read share one call; the last to leave aborts it", async () => {
  const reads = new SharedReads();
  let calls = 0;
  let upstream!: AbortSignal;
  const start = (signal: AbortSignal) => {
    calls++;
    upstream = signal;
    return sleep(60_000, { signal });
  };
  const observers = [new AbortController(), new AbortController(), new AbortController()];
  const waits = observers.map(({ signal }) => reads.read("farms", start, { signal }));
  assertEquals([calls, reads.observers("farms")], [1, 3]);
  for (const [i, observer] of observers.entries()) {
    assert(!upstream.aborted, "an earlier leaver must not hurt the others");
    observer.abort(new Stopped("navigated"));
    await assertRejects(() => waits[i], Stopped);
  }
  assert(upstream.aborted);
  assertEquals(reads.size, 0);
});

Deno.test("T11: a read that failed is not kept; the next one calls again", async () => {
  const reads = new SharedReads();
  await assertRejects(
    () => reads.read("k", () => Promise.reject(new Error("down"))),
    Error,
    "down",
  );
  assertEquals(await reads.read("k", () => Promise.resolve("up")), "up");
  assertEquals(reads.size, 0);
});

Deno.test("T12: an async iterable is a task body, and results come as an async iterable", async () => {
  await using scope = new TaskScope();
  async function* pages() {
    yield [1, 2];
    yield [3];
    await Promise.resolve();
  }
  const chunks: number[][] = [];
  await scope.start<void, unknown, number[]>("List", () => pages(), {
    onChunk: (chunk) => void chunks.push(chunk),
  }).outcome;
  const iterated: number[][] = [];
  for await (const chunk of scope.iterate("List", () => pages())) iterated.push(chunk);
  assertEquals([chunks, iterated], [[[1, 2], [3]], [[1, 2], [3]]]);
});

Deno.test("T12: leaving the loop stops the task and closes its source", async () => {
  await using scope = new TaskScope();
  let closed = false;
  async function* endless(signal: AbortSignal) {
    try {
      for (let page = 0;; page++) {
        signal.throwIfAborted();
        yield page;
        await Promise.resolve();
      }
    } finally {
      closed = true;
    }
  }
  for await (const page of scope.iterate("Follow", ({ signal }) => endless(signal))) {
    if (page === 3) break;
  }
  await settleMicrotasks();
  assert(closed && !scope.isLoading());
});

Deno.test("T12: a source is not asked for more than the loop takes", async () => {
  await using scope = new TaskScope();
  let made = 0;
  async function* pages() {
    while (made < 100) {
      made++;
      yield made;
      await Promise.resolve();
    }
  }
  for await (const page of scope.iterate("List", () => pages())) {
    await settleMicrotasks();
    assert(made <= page + 1, `made ${made} at page ${page}`);
    if (page === 10) break;
  }
});

Deno.test("a signal that is aborted before the start stops the task before its body runs", async () => {
  await using scope = new TaskScope();
  let ran = false;
  const task = scope.start("Never", () => void (ran = true), {
    signal: AbortSignal.abort(new Stopped("offline")),
  });
  assertEquals(await task.outcome, { status: "cancelled", reason: "offline", effect: "none" });
  assert(!ran);
});

Deno.test("events tell a listener of start, progress, settling and finishing in this order", async () => {
  await using scope = new TaskScope();
  const kinds: string[] = [];
  const unsubscribe = scope.subscribe(({ kind }) => kinds.push(kind));
  const task = scope.start<void, number>("Work", ({ progress, note }) => {
    note("asking");
    progress(1);
  });
  await task.finished;
  unsubscribe();
  assertEquals(kinds, ["started", "note", "progress", "settled", "finished"]);
});
