import { assert, assertEquals } from "@std/assert";
import {
  chooseFarm,
  chooseQueue,
  farms,
  followChoices,
  queues,
  saveError,
  selection,
} from "@/client/choices.ts";
import { scope } from "@/client/scope.ts";
import { lineage, saved, setOverride, view } from "@/client/selection.ts";

const META = { call: "selection", ms: 1, at: "2026-01-01T00:00:00Z" };

/** A request that the test answers when it likes. */
interface Asked {
  what: string;
  body: unknown;
  answer(data: object): Promise<void>;
  list(...items: object[]): Promise<void>;
  refuse(status: number, code: string): Promise<void>;
}

/** Lets what has been answered arrive. */
async function arrive(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/** A server whose answers come in the order that the test chooses. */
function serve() {
  const stack = new DisposableStack();
  const before = globalThis.fetch;
  const open: Asked[] = [];
  globalThis.fetch = ((path: string, { method, body, signal }: RequestInit) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    if (method === "DELETE") return Promise.resolve(new Response());
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    const give = async (response: Response) => {
      resolve(response);
      await arrive();
    };
    const lines = (items: object[]) =>
      [{ items }, { meta: META }].map((line) => `${JSON.stringify(line)}\n`).join("");
    open.push({
      what: `${method} ${path}`,
      body: body ? JSON.parse(String(body)) : undefined,
      answer: (data) => give(Response.json({ data, meta: META })),
      list: (...items) => give(new Response(lines(items))),
      refuse: (status, code) =>
        give(
          Response.json({ title: code, status, code }, {
            status,
            headers: { "Content-Type": "application/problem+json" },
          }),
        ),
    });
    return promise;
  }) as typeof fetch;
  stack.defer(() => globalThis.fetch = before);
  stack.defer(() => {
    scope.cancel(undefined, "navigated");
    [selection, farms, queues].forEach((one) => one.clear());
    setOverride(undefined);
    saved.value = undefined;
  });
  stack.defer(followChoices());
  /** The newest request for this that is not answered yet. */
  const take = (what: string): Asked => {
    const at = open.findLastIndex((one) => one.what === what);
    assert(at >= 0, `${what} is asked for; there are ${open.map((one) => one.what)}`);
    return open.splice(at, 1)[0];
  };
  return { take, open, [Symbol.dispose]: () => stack.dispose() };
}

const READ = "GET /api/selection";
const SAVE = "POST /api/selection";
const FARMS = "GET /api/farms";
const QUEUES_OF_A = "GET /api/farms/farm-a/queues";
const QUEUES_OF_B = "GET /api/farms/farm-b/queues";

const two = (kind: string, key: string) => ["a", "b"].map((id) => ({ [key]: `${kind}-${id}` }));

Deno.test("an answer that was asked for before a choice does not undo it", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  selection.reload();
  const old = server.take(READ);
  chooseFarm("farm-b");
  await server.take(SAVE).answer({ profile: "one", farmId: "farm-b" });
  await old.answer({ profile: "one", farmId: "farm-a" });
  assertEquals(view.value.farmId, "farm-b");
  assertEquals(saved.value?.farmId, "farm-b");
  await server.take(READ).answer({ profile: "one", farmId: "farm-b" });
  assertEquals(view.value.farmId, "farm-b");
});

Deno.test("asking again shows nothing older meanwhile, and what came while a choice was saved is asked again", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  chooseFarm("farm-b");
  await server.take(SAVE).answer({ profile: "one", farmId: "farm-b" });
  assertEquals(saved.value?.farmId, "farm-b");
  selection.reload();
  assertEquals(saved.value?.farmId, "farm-b", "the answer at hand is older than the choice");

  selection.reload();
  chooseFarm("farm-c");
  // Another program chooses at the same time, and its choice is the last one in the file.
  await server.take(READ).answer({ profile: "one", farmId: "farm-d" });
  assertEquals(view.value.farmId, "farm-c");
  await server.take(SAVE).answer({ profile: "one", farmId: "farm-c" });
  await server.take(READ).answer({ profile: "one", farmId: "farm-d" });
  assertEquals(view.value.farmId, "farm-d");
});

Deno.test("the only queue selects itself though its list came while the farm was being saved", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  await server.take(FARMS).list(...two("farm", "farmId"));
  chooseFarm("farm-b");
  await server.take(QUEUES_OF_B).list({ queueId: "queue-b" });
  const save = server.take(SAVE);
  assertEquals(save.body, { farmId: "farm-b" });
  const both = { farmId: "farm-b", queueId: "queue-b" };
  await save.answer({ profile: "one", farmId: "farm-b" });
  assertEquals(server.open.filter(({ what }) => what === SAVE), [], "it is read again first");
  await server.take(READ).answer({ profile: "one", farmId: "farm-b" });
  const only = server.take(SAVE);
  assertEquals(only.body, { ...both, isOnly: true });
  await only.answer({ profile: "one", ...both });
  assertEquals(view.value, both);
});

Deno.test("what somebody else has chosen is not undone by what is chosen for the person", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  await server.take(QUEUES_OF_A).list({ queueId: "queue-a" });
  await server.take(SAVE).refuse(499, "superseded");
  assertEquals(view.value, { farmId: "farm-a", queueId: undefined });
  assertEquals(server.open.filter(({ what }) => what === SAVE), []);
  await server.take(READ).answer({ profile: "one", farmId: "farm-b", queueId: "queue-b" });
  assertEquals(view.value, { farmId: "farm-b", queueId: "queue-b" });
  assertEquals(saveError.value, undefined);
});

Deno.test("the only queue of a farm that a link leads to is nobody's choice", async () => {
  setOverride({ farmId: "farm-b" });
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a", queueId: "queue-a" });
  await server.take(QUEUES_OF_B).list({ queueId: "queue-b" });
  assertEquals(view.value, { farmId: "farm-b", queueId: "queue-b" });
  assertEquals(saved.value?.farmId, "farm-a");
  assertEquals(server.open.filter(({ what }) => what === SAVE), []);
});

Deno.test("the only farm and its only queue select themselves, even if they cannot be saved", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one" });
  await server.take(FARMS).list({ farmId: "farm-a" });
  await server.take(SAVE).refuse(400, "BadRequest");
  assertEquals(view.value.farmId, "farm-a");
  await server.take(QUEUES_OF_A).list({ queueId: "queue-a" });
  await server.take(READ).answer({ profile: "one" });
  assertEquals(view.value.queueId, "queue-a");
  assertEquals(saveError.value?.code, "BadRequest");
});

Deno.test("the only queue of a farm is not chosen under the farm that was chosen meanwhile", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a", queueId: "queue-1" });
  await server.take(QUEUES_OF_A).list({ queueId: "queue-1" });
  chooseFarm("farm-b");
  const save = server.take(SAVE);
  chooseFarm("farm-a");
  // The list at hand is that of farm A; at this moment nothing but farm B's may be chosen.
  chooseFarm("farm-b");
  await save.answer({ profile: "one", farmId: "farm-b" });
  await server.take(SAVE).answer({ profile: "one", farmId: "farm-b" });
  assertEquals(view.value, { farmId: "farm-b", queueId: undefined });
  await server.take(QUEUES_OF_B).list(...two("queue", "queueId"));
  chooseQueue("queue-b");
  assertEquals(server.take(SAVE).body, { farmId: "farm-b", queueId: "queue-b" });
});

Deno.test("a farm that was chosen under another profile goes with it, saved or not", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  await server.take(FARMS).list(...two("farm", "farmId"));
  // The console talks to another profile by now, and this page has not heard of it.
  chooseFarm("farm-b");
  await server.take(SAVE).refuse(409, "LineageMismatch");
  assertEquals(lineage(), ["one", "farm-b", undefined], "it holds in this tab for now");
  assertEquals(saveError.value?.code, "LineageMismatch");
  await server.take(READ).answer({ profile: "two", farmId: "farm-z", queueId: "queue-z" });
  assertEquals(lineage(), ["two", "farm-z", "queue-z"]);
  assertEquals(saveError.value, undefined);
  assertEquals(farms.state.value.data, undefined, "farms of another profile are not shown");

  // The other way round: the page hears of it first, and the choice was saved all the same.
  const profiles: (string | undefined)[] = [];
  using seen = new DisposableStack();
  seen.defer(saved.subscribe((now) => profiles.push(now?.profile)));
  chooseFarm("farm-y");
  const save = server.take(SAVE);
  selection.reload();
  await server.take(READ).answer({ profile: "three" });
  await save.answer({ profile: "two", farmId: "farm-y" });
  await server.take(READ).answer({ profile: "three" });
  assertEquals([...new Set(profiles)], ["two", "three"]);
  assertEquals(profiles.lastIndexOf("two") < profiles.indexOf("three"), true, "never back");
});

Deno.test("a list that is still on its way is not begun anew because the selection was read again", async () => {
  using server = serve();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  const [farmList, queueList] = [server.take(FARMS), server.take(QUEUES_OF_A)];
  selection.reload();
  await server.take(READ).answer({ profile: "one", farmId: "farm-a" });
  await farmList.list(...two("farm", "farmId"));
  await queueList.list(...two("queue", "queueId"));
  assertEquals(farms.state.value.data?.length, 2);
  assertEquals(queues.state.value.data?.length, 2);
});
