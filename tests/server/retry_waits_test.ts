import { assert, assertEquals, assertMatch } from "@std/assert";
import { retry, type RetryWait } from "@deadline/client/task";
import type { RetryState } from "@/server/contract.ts";
import { Operations } from "@/server/operations.ts";
import { RetryWaits } from "@/server/retry_waits.ts";
import { FARM, serve, type Served, testConsole, until } from "./_console.ts";

const QUEUES = `/api/farms/${FARM}/queues`;

/** A farm that is busy for the first calls, and asks to be left alone for half a minute each time. */
function busyFarm(refusals: number) {
  let calls = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    if (++calls > refusals) return Response.json({ queues: [] });
    return Response.json({ message: "Rate exceeded" }, {
      status: 429,
      headers: { "x-amzn-errortype": "ThrottlingException", "Retry-After": "30" },
    });
  });
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    get calls() {
      return calls;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Follows what `/api/events` tells of retries. */
async function told(served: Served) {
  const controller = new AbortController();
  const response = await served.ask("/api/events", { signal: controller.signal });
  const states: RetryState[][] = [];
  const reading = (async () => {
    let text = "";
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (text + piece).split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        if (!event.startsWith("event: retries\n")) continue;
        states.push(JSON.parse(/^data: (.*)$/m.exec(event)![1]));
      }
    }
  })().catch(() => {});
  return {
    states,
    get last() {
      return states.at(-1)!;
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await reading;
    },
  };
}

const retryNow = async (served: Served, requestId: string) => {
  const response = await served.ask(`/api/requests/${requestId}`, { method: "POST", body: "{}" });
  return (await response.json()).data;
};

Deno.test("a page is told that the server waits to call again, and can have it call now", async () => {
  await using farm = busyFarm(2);
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  await using events = await told(served);
  const answer = served.ask(QUEUES, { requestId: "tab.queues.1" });
  for (const attempt of [2, 3]) {
    await until(() => events.last?.[0]?.attempt === attempt, "the wait is told");
    const [{ requestId, attempts, at, why }, ...others] = events.last;
    assertEquals([requestId, attempts, others], ["tab.queues.1", 3, []]);
    assertMatch(why!, /Rate exceeded/);
    const left = Date.parse(at) - Date.now();
    assert(left > 10_000 && left < 31_000, `${left} ms are left`);
    assertEquals(await retryNow(served, "tab.queues.1"), { retried: true });
  }
  const lines = (await (await answer).text()).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.at(-1).meta.retries, 2);
  assertEquals(farm.calls, 3);
  await until(() => events.last.length === 0, "it is told that nothing waits");
  assertEquals([test.console.retries.size, await retryNow(served, "tab.queues.1")], [0, {
    retried: false,
  }]);
});

Deno.test("all who share a call are told that it waits; who leaves is told of no more", async () => {
  await using farm = busyFarm(1);
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const leaver = new AbortController();
  const first = served.ask(QUEUES, { requestId: "a.queues.1", signal: leaver.signal });
  first.catch(() => {});
  const waiting = () => test.console.retries.states.map(({ requestId }) => requestId);
  await until(() => waiting().length === 1, "the call waits");
  // A page that comes now hears of the wait at once.
  await using events = await told(served);
  const second = served.ask(QUEUES, { requestId: "b.queues.1" });
  await until(() => waiting().length === 2, "the second joins");
  await until(() => events.last?.length === 2, "both are told");
  leaver.abort();
  await until(() => events.last.length === 1, "the one that left is told no more");
  assertEquals(events.last[0].requestId, "b.queues.1");
  assertEquals(await retryNow(served, "a.queues.1"), { retried: false });
  assertEquals(await retryNow(served, "b.queues.1"), { retried: true });
  assertEquals((await second).status, 200);
  await (await second).text();
  assertEquals(farm.calls, 2);
});

Deno.test("a request that is stopped while its call waits leaves nothing to tell", async () => {
  await using farm = busyFarm(1);
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const controller = new AbortController();
  const { signal } = controller;
  const answer = served.ask("/api/auth", { requestId: "a.auth.1", signal });
  answer.catch(() => {});
  await until(() => test.console.retries.states.length === 1, "the call waits");
  controller.abort();
  await until(() => test.console.retries.size === 0, "nothing is left");
  assertEquals(test.console.retries.states, []);
});

Deno.test("the wait of an operation is told under its own id, and gone with it", async () => {
  const retries = new RetryWaits();
  const operations = new Operations(retries);
  const busy = Object.assign(new Error("busy"), { retryable: true });
  const start = () =>
    operations.start({ name: "Submitting a test", kind: "submit" }, async ({ call }) => {
      await retry((attempt) => {
        if (attempt === 1) throw busy;
      }, { base: 3_600_000, random: () => 0.5, signal: call.signal, onRetry: call.onRetry! });
      return undefined;
    });
  const waiting = () =>
    retries.states.map(({ requestId, attempt, why }) => [requestId, attempt, why]);
  const first = start();
  await until(() => waiting().length === 1, "it waits");
  assertEquals(waiting(), [[first, 2, "busy"]]);
  assertEquals(retries.retryNow(first), true);
  await until(() => operations.get(first)?.status === "succeeded", "it goes on");
  const second = start();
  await until(() => waiting().length === 1, "the second waits");
  operations.cancel(second);
  assertEquals([waiting(), retries.size], [[], 0]);
  await operations.close();
});

Deno.test("ten thousand waits that come and go leave nothing, and a slow reader gets the newest only", async () => {
  const retries = new RetryWaits();
  const controller = new AbortController();
  const watching = retries.watch(controller.signal);
  assertEquals((await watching.next()).value, []);
  const leave = retries.join("flight", "tab.key.1");
  for (let i = 0; i < 10_000; i++) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wait: RetryWait = {
      attempt: 2,
      attempts: 3,
      delay: 1_000,
      error: undefined,
      retryNow: resolve,
      ended: promise,
    };
    retries.add("flight", wait);
    // Nobody waits for this one.
    retries.add("other", wait);
    assertEquals(retries.states.length, 1);
    retries.retryNow("tab.key.1");
    await promise;
  }
  assertEquals((await watching.next()).value, []);
  leave();
  leave();
  assertEquals([retries.size, retries.states], [0, []]);
  const next = watching.next();
  controller.abort();
  assertEquals((await next).done, true);
});
