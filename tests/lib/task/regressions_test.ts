/**
 * What people asked of other libraries of asynchronous state, in plain words, as behaviour of this
 * one. Each test names the thread that it comes from.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Outcome, retry, SharedReads, sleep, Stopped, TaskScope } from "@deadline/client/task";
import { settleMicrotasks, VirtualClock } from "./virtual_clock.ts";

/** Runs `body` and gives the rejections that nobody handled meanwhile. */
async function unhandledDuring(body: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    await body();
    await sleep(0);
  } finally {
    globalThis.removeEventListener("unhandledrejection", listener);
  }
  return unhandled;
}

Deno.test("a view that goes away does not stop a read that another one waits for (TanStack Query 3045)", async () => {
  const reads = new SharedReads();
  const answer = Promise.withResolvers<string>();
  let upstream!: AbortSignal;
  const start = (signal: AbortSignal) => {
    upstream = signal;
    return answer.promise;
  };
  await using leaving = new TaskScope();
  await using staying = new TaskScope();
  const read = ({ signal }: { signal: AbortSignal }) => reads.read("jobs", start, { signal });
  const left = leaving.start("List jobs", read);
  const stays = staying.start("List jobs", read);
  await leaving.close("navigated");
  assertEquals([left.status, upstream.aborted], ["cancelled", false]);
  answer.resolve("jobs");
  assertEquals(await stays.outcome, { status: "succeeded", value: "jobs" });
});

Deno.test("a view that comes back at once gets a read of its own, not the one being aborted (TanStack Query 9440, 9158)", async () => {
  const reads = new SharedReads();
  const signals: AbortSignal[] = [];
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const start = (signal: AbortSignal) => {
    signals.push(signal);
    return answers[signals.length - 1].promise;
  };
  const view = new AbortController();
  const first = reads.read("jobs", start, { signal: view.signal });
  view.abort(new Stopped("navigated"));
  await assertRejects(() => first, Stopped);
  const again = reads.read("jobs", start);
  answers[0].reject(signals[0].reason);
  answers[1].resolve("fresh");
  assertEquals(await again, "fresh");
  assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
});

Deno.test("what waited for the network when its view went away does not run later (TanStack Query 10266)", async () => {
  const clock = new VirtualClock();
  const scope = new TaskScope({ clock });
  let attempts = 0;
  scope.start("List jobs", ({ signal }) =>
    retry(() => {
      attempts++;
      return Promise.reject(Object.assign(new Error("offline"), { retryable: true }));
    }, { signal, clock, base: 5_000, random: () => 0.9 }));
  await settleMicrotasks();
  await scope.close("navigated");
  clock.advance(600_000);
  await settleMicrotasks();
  assertEquals([attempts, clock.pending], [1, 0]);
});

Deno.test("whether a body looked at its signal, now or the time before, changes nothing (TanStack Query 11532)", async () => {
  await using scope = new TaskScope({ closeTimeout: 0 });
  const never = new Promise<void>(() => {});
  let signal!: AbortSignal;
  const looks = scope.start("Looks", (context) => {
    signal = context.signal;
    return never;
  }, { key: "k" });
  const looksAway = scope.start("Looks away", () => never, { key: "k" });
  assertEquals([looks.status, signal.aborted], ["superseded", true]);
  looksAway.cancel("navigated");
  assertEquals(looksAway.status, "cancelled");
  assert(looksAway.signal.aborted && looksAway.signal !== signal);
  assertEquals(looksAway.signal.reason.reason, "navigated");
});

Deno.test("an answer that nobody wants any more is not only ignored, its request is aborted (SWR 129)", async () => {
  await using scope = new TaskScope();
  const aborted: string[] = [];
  for (const farm of ["a", "b", "c"]) {
    scope.start("List queues", async ({ signal }) => {
      signal.addEventListener("abort", () => aborted.push(farm), { once: true });
      await sleep(1, { signal });
    }, { key: "queues" });
  }
  await scope.idle();
  assertEquals(aborted, ["a", "b"]);
});

Deno.test("when the last view of a read is gone, the read is aborted without being told (RTK Query 3218)", async () => {
  const reads = new SharedReads();
  let upstream!: AbortSignal;
  const views = [new TaskScope(), new TaskScope()];
  for (const view of views) {
    view.start("List jobs", ({ signal }) =>
      reads.read("jobs", (own) => {
        upstream = own;
        return sleep(60_000, { signal: own });
      }, { signal }));
  }
  await views[0].close("navigated");
  assert(!upstream.aborted);
  await views[1].close("navigated");
  assertEquals([upstream.aborted, reads.size], [true, 0]);
});

Deno.test("retries do not outlive the view that wanted them (RTK Query 4942)", async () => {
  const clock = new VirtualClock();
  const scope = new TaskScope({ clock });
  let attempts = 0;
  const task = scope.start("List", ({ signal, onRetry }) =>
    retry(() => {
      attempts++;
      throw Object.assign(new Error("busy"), { retryable: true });
    }, { signal, clock, onRetry, base: 100, random: () => 0.9 }));
  await settleMicrotasks();
  clock.advance(100);
  await settleMicrotasks();
  assertEquals([attempts, task.retrying?.attempt], [2, 3]);
  await scope.close("navigated");
  clock.advance(60_000);
  await settleMicrotasks();
  assertEquals([attempts, task.retrying, clock.pending], [2, undefined, 0]);
});

Deno.test("an abort, wherever it comes from, leaves no rejection unhandled (React Router 15365)", async () => {
  const parent = new AbortController();
  const unhandled = await unhandledDuring(async () => {
    const scope = new TaskScope({ signal: parent.signal });
    const reads = new SharedReads();
    const bodies = [
      ({ signal }: { signal: AbortSignal }) => sleep(60_000, { signal }),
      ({ signal }: { signal: AbortSignal }) =>
        reads.read("k", (own) => sleep(60_000, { signal: own }), { signal }),
      ({ signal }: { signal: AbortSignal }) => retry(() => sleep(60_000, { signal }), { signal }),
      () => Promise.reject(new DOMException("aborted", "AbortError")),
    ];
    for (const body of bodies) {
      scope.start("Load", body, { key: "page" });
      scope.start("Load", body);
    }
    await settleMicrotasks();
    parent.abort(new DOMException("the window closed", "AbortError"));
    await scope.close();
  });
  assertEquals(unhandled, []);
});

Deno.test("leaving a view aborts what it loads; nobody has to remember to (React Router 11985)", async () => {
  let signal!: AbortSignal;
  {
    await using view = new TaskScope();
    view.start("Load", (context) => {
      signal = context.signal;
      return sleep(60_000, { signal });
    });
  }
  assertEquals([signal.aborted, signal.reason.reason], [true, "closed"]);
});

Deno.test("sharing a call and aborting it do not exclude each other: nobody is stranded (data-client 402)", async () => {
  const reads = new SharedReads();
  let calls = 0;
  const start = async (signal: AbortSignal) => {
    calls++;
    await sleep(2, { signal });
    return calls;
  };
  const views = Array.from({ length: 50 }, () => new AbortController());
  const waits = views.map(({ signal }) =>
    reads.read("jobs", start, { signal }).catch(() => "left" as const)
  );
  for (const view of views.slice(0, 49)) view.abort();
  const answers = await Promise.all(waits);
  assertEquals(answers.filter((answer) => answer === "left").length, 49);
  assertEquals([answers[49], calls, reads.size], [1, 1, 0]);
});

Deno.test("a list asked for under one farm never shows under another, however late it comes", async () => {
  let farm = "a";
  const settled: Outcome<string>[] = [];
  await using scope = new TaskScope({ lineage: () => ["profile", farm] });
  const answer = Promise.withResolvers<string>();
  const shown: string[] = [];
  scope.start("List queues", () => answer.promise, {
    lineage: ["profile", "a"],
    onResult: (queues) => shown.push(queues),
    onSettled: (outcome) => settled.push(outcome),
  });
  farm = "b";
  answer.resolve("queues of a");
  await scope.idle();
  assertEquals([shown, settled.map(({ status }) => status)], [[], ["superseded"]]);
});
