import { assert, assertEquals, AssertionError, assertRejects, assertThrows } from "@std/assert";
import {
  assertSpyCall,
  assertSpyCallAsync,
  assertSpyCalls,
  MockError,
  resolvesNext,
  returnsNext,
  spy,
  stub,
} from "@std/testing/mock";
import { FakeTime, TimeError } from "@std/testing/time";

Deno.test("fake time moves only when told to", () => {
  using time = new FakeTime(1000);
  const calls: number[] = [];
  setTimeout(() => calls.push(Date.now()), 20);
  const id = setInterval(() => calls.push(Date.now()), 15);
  assertEquals(Date.now(), 1000);
  time.tick(14);
  assertEquals(calls, []);
  time.tick(20);
  assertEquals(calls, [1015, 1020, 1030]);
  clearInterval(id);
  time.tick(100);
  assertEquals(calls.length, 3);
});

Deno.test("timers run at their own times, those set on the way included", () => {
  using time = new FakeTime(0);
  const at: number[] = [];
  setTimeout(() => {
    at.push(Date.now());
    setTimeout(() => at.push(Date.now()), 5);
  }, 10);
  setTimeout(() => at.push(Date.now()), 20);
  time.tick(30);
  assertEquals(at, [10, 15, 20]);
  assertEquals(Date.now(), 30);
});

Deno.test("a signal times out in fake time", () => {
  using time = new FakeTime();
  const signal = AbortSignal.timeout(5000);
  time.tick(4999);
  assert(!signal.aborted);
  time.tick(1);
  assertEquals((signal.reason as DOMException).name, "TimeoutError");
});

Deno.test("steps of fake time let promises go on in between", async () => {
  using time = new FakeTime(0);
  const at: number[] = [];
  const work = (async () => {
    for (const ms of [10, 20]) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      at.push(Date.now());
    }
  })();
  assertEquals(await time.nextAsync(), true);
  await time.tickAsync(0);
  await time.runAllAsync();
  await work;
  assertEquals(at, [10, 30]);
  assertEquals(time.next(), false);
});

Deno.test("time is real again afterwards, and cannot be faked twice", async () => {
  const real = globalThis.setTimeout;
  {
    using _time = new FakeTime();
    assertThrows(() => new FakeTime(), TimeError);
    assert(globalThis.setTimeout !== real);
    await FakeTime.restoreFor(() => assert(globalThis.setTimeout === real));
  }
  assert(globalThis.setTimeout === real);
  assertThrows(() => FakeTime.restore(), TimeError);
});

Deno.test("dates made in fake time are dates", () => {
  using _time = new FakeTime("2026-01-02T03:04:05Z");
  assert(new Date() instanceof Date);
  assertEquals(new Date().toISOString(), "2026-01-02T03:04:05.000Z");
  assertEquals(new Date(5).getTime(), 5);
});

Deno.test("a spy keeps what it was called with and what came of it", () => {
  const add = spy((a: number, b: number) => {
    if (b === 0) throw new RangeError("nothing to add");
    return a + b;
  });
  assertEquals(add(1, 2), 3);
  assertThrows(() => add(1, 0), RangeError);
  assertSpyCalls(add, 2);
  assertSpyCall(add, 0, { args: [1, 2], returned: 3 });
  assertSpyCall(add, 1, { error: { Class: RangeError, msgIncludes: "nothing" } });
  assertThrows(() => assertSpyCalls(add, 1), AssertionError);
  assertThrows(() => assertSpyCall(add, 0, { returned: 4 }), AssertionError);
});

Deno.test("a stub stands in for a method until it is put back", () => {
  const clock = { now: () => 1 };
  {
    using now = stub(clock, "now", returnsNext([7, 8]));
    assertEquals([clock.now(), clock.now()], [7, 8]);
    assertThrows(() => clock.now(), MockError);
    assertSpyCalls(now, 3);
    assertThrows(() => stub(clock, "now"), MockError, "already");
  }
  assertEquals(clock.now(), 1);
});

Deno.test("values of promises are handed out one after the other", async () => {
  const load = spy(resolvesNext<string>(["a", new Error("gone")]));
  assertEquals(await load(), "a");
  await assertRejects(() => load(), Error, "gone");
  await assertSpyCallAsync(load, 0, { returned: "a" });
  await assertSpyCallAsync(load, 1, { error: { msgIncludes: "gone" } });
});
