import { assert, assertEquals, assertThrows } from "@std/assert";
import { TaskError } from "@deadline/client/task";
import { Operations } from "@/server/operations.ts";
import { watchOperation } from "@/server/operation_events.ts";
import type { OperationState } from "@/server/contract.ts";
import { FARM, QUEUE, serve, stallingFarm, testConsole, until } from "./_console.ts";

const never = new AbortController().signal;
const submit = { name: "Submitting a test", kind: "submit" } as const;

/** Reads the events of a stream until it ends. */
async function eventsOf(response: Response): Promise<{ id: number; state: OperationState }[]> {
  return (await response.text()).split("\n\n").filter((event) => event.includes("data:")).map(
    (event) => {
      const [, id] = /^id: (\d+)$/m.exec(event)!;
      const [, data] = /^data: (.*)$/m.exec(event)!;
      return { id: Number(id), state: JSON.parse(data) };
    },
  );
}

Deno.test("who watches an operation sees it to its end, with the newest state at each step", async () => {
  const operations = new Operations();
  const gate = Promise.withResolvers<void>();
  const id = operations.start(submit, async ({ at, log }) => {
    at({ phase: "reading", fraction: 0.1 });
    log("first");
    await gate.promise;
    at({ phase: "creating", fraction: 0.6 });
    return { farmId: FARM, queueId: QUEUE, jobId: "job-1" };
  });
  const seen: string[] = [];
  for await (const { state } of operations.watch(id, never)) {
    seen.push(`${state.status} ${state.phase}`);
    gate.resolve();
  }
  assertEquals(seen[0], "running reading");
  assertEquals(seen.at(-1), "succeeded creating");
  assertEquals(operations.get(id)?.result?.jobId, "job-1");
  assertEquals(operations.get(id)?.log.map(({ text }) => text), ["first"]);
  await operations.close();
});

Deno.test("a stream attached again by Last-Event-ID gives what is newer, and only that", async () => {
  const operations = new Operations();
  const id = operations.start(submit, ({ at }) => {
    at({ phase: "reading" });
    return Promise.resolve(undefined);
  });
  const all = await Array.fromAsync(watchOperation(operations, id, { signal: never }));
  const last = String(all.at(-1)!.id);
  const again = watchOperation(operations, id, { signal: never, lastEventId: last });
  assertEquals(await Array.fromAsync(again), []);
  const missed = watchOperation(operations, id, { signal: never, lastEventId: "1" });
  assertEquals((await Array.fromAsync(missed)).map(({ id }) => String(id)), [last]);
  for (const odd of ["-1", "x", "1e99"]) {
    const events = watchOperation(operations, id, { signal: never, lastEventId: odd });
    assertEquals((await Array.fromAsync(events)).length, 1);
  }
  await operations.close();
});

Deno.test("watchers that leave take their listeners with them, and the operation goes on", async () => {
  const operations = new Operations();
  const gate = Promise.withResolvers<undefined>();
  const id = operations.start(submit, () => gate.promise);
  const controller = new AbortController();
  const watching = Array.fromAsync(operations.watch(id, controller.signal));
  await Promise.resolve();
  controller.abort();
  assertEquals((await watching).length, 1);
  assertEquals(operations.get(id)?.status, "running");
  gate.resolve(undefined);
  await Array.fromAsync(operations.watch(id, never));
  assertEquals(operations.get(id)?.status, "succeeded");
});

Deno.test("cancelling says whether the change took effect; what has ended stays as it is", async () => {
  const operations = new Operations();
  const id = operations.start(submit, ({ effect, signal }) => {
    effect("unknown");
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
  });
  const cancelled = operations.cancel(id)!;
  assertEquals([cancelled.status, cancelled.effect], ["cancelled", "unknown"]);
  assertEquals(operations.cancel(id), cancelled);
  assertEquals(operations.cancel("nothing"), undefined);
  await operations.close();
});

Deno.test("a failure keeps its problem; only the fifty latest that ended are kept", async () => {
  const operations = new Operations();
  const failing = operations.start(submit, () => Promise.reject(new TypeError("no template")));
  await Array.fromAsync(operations.watch(failing, never));
  assertEquals(operations.get(failing)?.problem?.title, "no template");
  const running = operations.start(submit, () => new Promise(() => {}));
  for (let i = 0; i < 80; i++) {
    const id = operations.start(submit, () => Promise.resolve(undefined));
    await Array.fromAsync(operations.watch(id, never));
  }
  assertEquals(operations.get(failing), undefined);
  assertEquals(operations.get(running)?.status, "running");
  assert(operations.states.length <= 52, `${operations.states.length}`);
  await operations.close();
});

Deno.test("a submission survives its request, is seen by every tab, and stops down to the farm", async () => {
  await using farm = stallingFarm();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const root = `${test.dataDir}-bundles`;
  const bundle = `${root}/folder`;
  await Deno.mkdir(bundle, { recursive: true });
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "Hello",
    steps: [{ name: "Say", script: { actions: { onRun: { command: "echo" } } } }],
  };
  await Deno.writeTextFile(`${bundle}/template.json`, JSON.stringify(template));
  try {
    await (await served.ask("/api/roots", {
      method: "POST",
      body: JSON.stringify({ path: root }),
    })).body?.cancel();
    const request = { farmId: FARM, queueId: QUEUE, bundle, parameters: {} };
    const answer = await served.ask("/api/operations/submit", {
      method: "POST",
      body: JSON.stringify(request),
    });
    assertEquals(answer.status, 202);
    const { data: { id } } = await answer.json();
    await until(() => farm.open === 1, "the farm is asked");
    const { data } = await (await served.ask("/api/operations")).json();
    const seen = data.map(({ id, name, phase }: OperationState) => [id, name, phase]);
    assertEquals(seen, [[id, "Submitting Hello", "queue"]]);
    const watching = served.ask(`/api/operations/${id}/events`).then(eventsOf);
    await (await served.ask(`/api/operations/${id}`, { method: "DELETE" })).body?.cancel();
    const states = (await watching).map(({ state }) => state.status);
    assertEquals(states.at(-1), "cancelled");
    await until(() => farm.open === 0, "the connection to the farm is closed");
    const again = await served.ask(`/api/operations/${id}/events`);
    assertEquals((await eventsOf(again)).map(({ state }) => state.status), ["cancelled"]);
    const unknown = await served.ask("/api/operations/nothing/events");
    assertEquals(unknown.status, 404);
    await unknown.body?.cancel();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("an operation that asks waits for one answer, from whichever tab it comes", async () => {
  const operations = new Operations();
  const choices = [{ id: "yes", label: "Send them" }, { id: "no", label: "Leave them" }];
  const id = operations.start(submit, async ({ ask, log }) => {
    log(await ask({ title: "Send the files?", text: "Two of them are elsewhere.", choices }));
    return undefined;
  });
  const { question } = operations.get(id)!;
  assertEquals([question?.title, question?.choices], ["Send the files?", choices]);
  assertThrows(() => operations.answer(id, question!.id, "perhaps"), TaskError, "no choice");
  assertThrows(() => operations.answer(id, "another", "yes"), TaskError, "not open");
  assertEquals(operations.answer(id, question!.id, "yes")?.question, undefined);
  assertThrows(() => operations.answer(id, question!.id, "no"), TaskError, "not open");
  await Array.fromAsync(operations.watch(id, never));
  assertEquals(operations.get(id)?.log.map(({ text }) => text), ["yes"]);
  assertEquals(operations.answer("none", "none", "yes"), undefined);
  await operations.close();
});

Deno.test("who cancels instead of answering ends the operation, and the question with it", async () => {
  const operations = new Operations();
  const id = operations.start(submit, async ({ ask }) => {
    await ask({ title: "Go on?", text: "", choices: [{ id: "yes", label: "Go on" }] });
    return undefined;
  });
  const { question } = operations.get(id)!;
  assertEquals(operations.cancel(id)?.status, "cancelled");
  assertEquals(operations.get(id)?.question, undefined);
  assertThrows(() => operations.answer(id, question!.id, "yes"), TaskError, "not open");
  await operations.close();
});
