import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  abortable,
  deadline,
  debounce,
  delay,
  MuxAsyncIterator,
  poll,
  pooledMap,
  retry,
  RetryError,
} from "@std/async";
import { FakeTime } from "@std/testing/time";

Deno.test("a delay ends early with the reason of its signal, and leaves no timer", async () => {
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const waiting = delay(60_000, { signal: controller.signal });
  controller.abort(reason);
  assertStrictEquals(await assertRejects(() => waiting), reason);
  assertStrictEquals(await assertRejects(() => delay(1, { signal: controller.signal })), reason);
});

Deno.test("a deadline gives up with a timeout", async () => {
  using time = new FakeTime();
  const late = deadline(new Promise(() => {}), 1000);
  const rejected = assertRejects(() => late, DOMException, "Signal timed out");
  await time.tickAsync(1000);
  assertEquals((await rejected).name, "TimeoutError");
});

Deno.test("an iterable that is aborted closes the one behind it", async () => {
  const controller = new AbortController();
  let closed = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (let i = 0;; i++) yield i;
    } finally {
      closed = true;
    }
  }
  await assertRejects(
    async () => {
      for await (const i of abortable(endless(), controller.signal)) {
        if (i === 2) controller.abort(new Error("enough"));
      }
    },
    Error,
    "enough",
  );
  assertEquals(closed, true);
});

Deno.test("a pool calls as many at a time as it may, and keeps the order", async () => {
  let running = 0;
  let most = 0;
  const results = await Array.fromAsync(pooledMap(2, [3, 1, 2], async (n) => {
    most = Math.max(most, ++running);
    await delay(n);
    running--;
    return n * 10;
  }));
  assertEquals(results, [30, 10, 20]);
  assertEquals(most, 2);
});

Deno.test("a pool reports all that failed", async () => {
  const error = await assertRejects(
    () => Array.fromAsync(pooledMap(2, [1, 2], (n) => Promise.reject(new Error(`no ${n}`)))),
    AggregateError,
  );
  assertEquals(error.errors.map((it: Error) => it.message), ["no 1", "no 2"]);
});

Deno.test("a retry waits longer each time, and names the last failure", async () => {
  using time = new FakeTime();
  const calls: number[] = [];
  const failing = retry(() => {
    calls.push(time.now - time.start);
    throw new Error("busy");
  }, { maxAttempts: 3, minTimeout: 100, multiplier: 3, jitter: 0 });
  const rejected = assertRejects(() => failing, RetryError);
  await time.runAllAsync();
  await time.runAllAsync();
  assertEquals(((await rejected).cause as Error).message, "busy");
  assertEquals(calls, [0, 100, 400]);
});

Deno.test("an error that no retry can help is thrown as it is", async () => {
  const fail = () =>
    retry(() => Promise.reject(new TypeError("never")), { isRetriable: () => false });
  await assertRejects(fail, TypeError, "never");
});

Deno.test("a debounced function is called once, with the latest arguments", () => {
  using time = new FakeTime();
  const calls: number[] = [];
  const late = debounce((n: number) => calls.push(n), 50);
  late(1);
  late(2);
  assertEquals(late.pending, true);
  time.tick(50);
  assertEquals([calls, late.pending], [[2], false]);
  late(3);
  late.flush();
  late(4);
  late.clear();
  time.tick(50);
  assertEquals(calls, [2, 3]);
});

Deno.test("several iterables are read as one", async () => {
  const mux = new MuxAsyncIterator<string>();
  mux.add((async function* () {
    yield "a";
    yield "b";
  })());
  mux.add((async function* () {
    yield "c";
  })());
  assertEquals((await Array.fromAsync(mux)).sort(), ["a", "b", "c"]);
});

Deno.test("polling ends with the result that will do", async () => {
  using time = new FakeTime();
  let count = 0;
  const polled = poll(() => ++count, (n) => n === 3, { interval: 10 });
  await time.tickAsync(10);
  await time.tickAsync(10);
  assertEquals(await polled, 3);
});
