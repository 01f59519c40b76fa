import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { TaskError } from "@deadline/client/task";
import type { CallMeta } from "@deadline/client/wire";
import { comebacks } from "@/client/connectivity.ts";
import { type Ask, type Loaded, Resource } from "@/client/resource.ts";
import { saved } from "@/client/selection.ts";

const META: CallMeta = { call: "ListQueues", ms: 1, at: "2026-01-01T00:00:00Z" };

/** A load that a test answers by hand, piece by piece. */
function asked<T>(of: string): Ask<T> & { show(piece: Loaded<T>): void; fail(error: Error): void } {
  let next = Promise.withResolvers<Loaded<T> | undefined>();
  return {
    name: `Load ${of}`,
    of,
    async *load({ signal }) {
      signal?.addEventListener("abort", () => next.resolve(undefined));
      while (true) {
        const piece = await next.promise;
        if (!piece) return;
        next = Promise.withResolvers();
        yield piece;
        if (piece.meta) return;
      }
    },
    show: (piece) => next.resolve(piece),
    fail: (error) => next.reject(error),
  };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("a skeleton shows after 150 ms, an explanation with Cancel after 3 s", async () => {
  using time = new FakeTime();
  const resource = new Resource<string>("test.wait");
  const ask = asked<string>("a");
  resource.ask(ask);
  assertEquals(resource.state.value.waiting, "short");
  await time.tickAsync(149);
  assertEquals(resource.state.value.waiting, "short");
  await time.tickAsync(1);
  assertEquals(resource.state.value.waiting, "long");
  await time.tickAsync(2850);
  assertEquals(resource.state.value.waiting, "slow");
  resource.cancel();
  await settled();
  assertEquals(resource.state.value.waiting, "no");
  assertEquals(resource.state.value.stopped, "cancelled");
  assertEquals(resource.state.value.error, undefined, "what a person stopped is no error");
});

Deno.test("data of one question never shows under another", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string>("test.newest");
  const [a, b] = [asked<string>("farm a"), asked<string>("farm b")];
  resource.ask(a);
  resource.ask(b);
  b.show({ data: "queues of b", meta: META });
  await settled();
  a.show({ data: "queues of a", meta: META });
  await settled();
  assertEquals(resource.state.value.data, "queues of b");
  assertEquals(resource.state.value.of, "farm b");

  resource.ask(asked("farm c"));
  assertEquals(
    resource.state.value.data,
    undefined,
    "old data goes as soon as the question changes",
  );
  resource.clear();
});

Deno.test("old data stays while it is refreshed, and after a refresh that failed", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string[]>("test.stale");
  const ask = asked<string[]>("jobs");
  resource.ask(ask);
  ask.show({ data: ["one"] });
  await settled();
  assertEquals(resource.state.value.data, ["one"], "the first page shows before the last is there");
  ask.show({ data: ["one", "two"], meta: META });
  await settled();

  resource.reload();
  ask.show({ data: ["three"] });
  await settled();
  assertEquals(resource.state.value.data, ["one", "two"], "a refresh does not shrink the list");
  ask.fail(new TaskError("throttled", { code: "ThrottlingException", retryable: true }));
  await settled();
  assertEquals(resource.state.value.data, ["one", "two"]);
  assertEquals(resource.state.value.error?.message, "throttled");
  assertEquals(resource.state.value.waiting, "no");
});

Deno.test("what failed is asked again by itself when the server is back", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string>("test.comeback");
  const ask = asked<string>("jobs");
  let loads = 0;
  const { load } = ask;
  const counted = { ...ask, load: (...args: Parameters<typeof load>) => (loads++, load(...args)) };
  resource.ask(counted);
  ask.fail(new TaskError("refused", { code: "ServiceUnreachable" }));
  await settled();
  assert(resource.state.value.error);
  comebacks.value++;
  await settled();
  assertEquals(loads, 2);
  resource.clear();
});

Deno.test("changes that come faster than answers do not keep a panel from ever loading", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string>("test.owed");
  const asks = [asked<string>("jobs"), asked<string>("jobs"), asked<string>("jobs")];
  resource.ask(asks[0]);
  resource.refresh(asks[1]);
  resource.refresh(asks[2]);
  asks[0].show({ data: "first", meta: META });
  await settled();
  assertEquals(resource.state.value.data, "first", "the load under way was left to its end");
  assertEquals(resource.state.value.waiting, "short", "and what changed meanwhile is asked for");
  asks[2].show({ data: "third", meta: META });
  await settled();
  assertEquals(resource.state.value.data, "third");
  assertEquals(resource.state.value.waiting, "no");
});

Deno.test("what is asked under something else is not waited for", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string>("test.under");
  const old = { ...asked<string>("settings"), lineage: [undefined, undefined] };
  resource.ask(old);
  resource.refresh(old);
  assertEquals(resource.state.value.waiting, "short");
  saved.value = { profile: "one", farmId: "farm-1" };
  const under = { ...asked<string>("settings"), lineage: ["one", "farm-1"] };
  resource.refresh(under);
  old.show({ data: "of no farm", meta: META });
  await settled();
  assertEquals(resource.state.value.data, undefined);
  under.show({ data: "of the farm", meta: META });
  await settled();
  assertEquals(resource.state.value.data, "of the farm");
  assertEquals(resource.state.value.waiting, "no", "what was owed before is owed no more");
  resource.clear();
  saved.value = undefined;
});

Deno.test("what changed while a load failed is asked for all the same", async () => {
  using _time = new FakeTime();
  const resource = new Resource<string>("test.owed-failure");
  const [first, second] = [asked<string>("jobs"), asked<string>("jobs")];
  resource.ask(first);
  resource.refresh(second);
  first.fail(new TaskError("refused", { code: "AccessDeniedException" }));
  await settled();
  second.show({ data: "allowed by now", meta: META });
  await settled();
  assertEquals(resource.state.value.data, "allowed by now");
  assertEquals(resource.state.value.error, undefined);
});
