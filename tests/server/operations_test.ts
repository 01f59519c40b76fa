import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { TaskError } from "@deadline/client/task";
import { Operations, type OperationsEvent } from "@/server/operations.ts";
import type { OperationState } from "@/server/contract.ts";
import { FARM, QUEUE, serve, type Served, stallingFarm, testConsole, until } from "./_console.ts";

const never = new AbortController().signal;
const submit = { name: "Submitting a test", kind: "submit" } as const;

/** The first event of `/api/events` that tells of operations. */
async function firstTold(
  served: Served,
  lastEventId?: string,
): Promise<{ id: string; states: OperationState[] }> {
  const headers: HeadersInit = lastEventId ? { "Last-Event-ID": lastEventId } : {};
  const response = await served.ask("/api/events", { headers });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let text = "";;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("The stream ended");
      text += value;
      const told = text.split("\n\n").slice(0, -1).find((one) => one.includes("event: operations"));
      if (!told) continue;
      const [, id] = /^id: (.*)$/m.exec(told)!;
      const [, data] = /^data: (.*)$/m.exec(told)!;
      return { id, states: JSON.parse(data) };
    }
  } finally {
    await reader.cancel();
  }
}

/** What a watcher is told first. */
async function nextOf(operations: Operations, after?: string): Promise<OperationsEvent> {
  for await (const event of operations.watchAll(never, after)) return event;
  throw new Error("unreachable");
}

/** Waits until an operation has ended. */
async function ended(operations: Operations, id: string): Promise<OperationState> {
  const controller = new AbortController();
  for await (const { states } of operations.watchAll(controller.signal)) {
    const found = states.find((one) => one.id === id && one.status !== "running");
    if (found) return found;
  }
  throw new Error("unreachable");
}

Deno.test("who watches the operations sees each to its end, with the newest state at each step", async () => {
  const operations = new Operations();
  const gate = Promise.withResolvers<void>();
  const controller = new AbortController();
  const seen: string[] = [];
  const id = operations.start(submit, async ({ at, log }) => {
    at({ phase: "reading", fraction: 0.1 });
    log("first");
    await gate.promise;
    at({ phase: "creating", fraction: 0.6 });
    return { farmId: FARM, queueId: QUEUE, jobId: "job-1" };
  });
  for await (const { states } of operations.watchAll(controller.signal)) {
    seen.push(`${states[0].status} ${states[0].phase}`);
    gate.resolve();
    if (states[0].status !== "running") controller.abort();
  }
  assertEquals(seen[0], "running reading");
  assertEquals(seen.at(-1), "succeeded creating");
  assertEquals(operations.get(id)?.result?.jobId, "job-1");
  assertEquals(operations.get(id)?.log.map(({ text }) => text), ["first"]);
  await operations.close();
});

Deno.test("a watcher that comes back with its mark gets what is newer, and only that", async () => {
  const operations = new Operations();
  const first = operations.start(submit, () => Promise.resolve(undefined));
  await ended(operations, first);
  const all = await nextOf(operations);
  assertEquals(all.states.map(({ id }) => id), [first]);
  const second = operations.start(submit, () => Promise.resolve(undefined));
  await ended(operations, second);
  const missed = await nextOf(operations, all.mark);
  assertEquals(missed.states.map(({ id, status }) => [id, status]), [[second, "succeeded"]]);
  const controller = new AbortController();
  const nothing = operations.watchAll(controller.signal, missed.mark).next();
  controller.abort();
  assertEquals((await nothing).done, true);
  // Marks that this server never made say nothing of what a page knows.
  const [run] = all.mark.split("-");
  for (const odd of ["", "-1", "x", `${run}-1e99`, `${run}-999`, `${run}--1`, "other-1", "1"]) {
    assertEquals((await nextOf(operations, odd)).states.length, 2, odd);
  }
  await operations.close();
});

Deno.test("watchers that leave take their listeners with them, and the operation goes on", async () => {
  const operations = new Operations();
  const gate = Promise.withResolvers<undefined>();
  const id = operations.start(submit, () => gate.promise);
  const controller = new AbortController();
  const watching = Array.fromAsync(operations.watchAll(controller.signal));
  await Promise.resolve();
  controller.abort();
  assertEquals((await watching).length, 1);
  assertEquals(operations.get(id)?.status, "running");
  gate.resolve(undefined);
  assertEquals((await ended(operations, id)).status, "succeeded");
});

Deno.test("what ended badly can be started again with the same input; what runs or took effect cannot", async () => {
  const operations = new Operations();
  let runs = 0;
  const id = operations.start(submit, () => {
    if (++runs === 1) return Promise.reject(new TypeError("no luck"));
    return new Promise(() => {});
  });
  assertEquals((await ended(operations, id)).problem?.title, "no luck");
  const again = operations.retry(id)!;
  assertEquals([operations.get(again)?.name, operations.get(again)?.status, runs], [
    submit.name,
    "running",
    2,
  ]);
  assertEquals(operations.get(id)?.status, "failed");
  assertThrows(() => operations.retry(again), TaskError, "still under way");
  // Whoever presses Retry in another tab is led to the run that there is.
  assertEquals([operations.retry(id), operations.get(id)?.next, runs], [again, again, 2]);
  const applied = operations.start(submit, ({ effect }) => {
    effect("applied");
    return new Promise(() => {});
  });
  operations.cancel(applied);
  assertThrows(() => operations.retry(applied), TaskError, "took effect already");
  assertEquals(operations.retry("nothing"), undefined);
  await operations.close();
  assertEquals(operations.get(again)?.reason, "closed");
});

Deno.test("an operation tells of its last call: its id at AWS, and how often it was made again", async () => {
  const operations = new Operations();
  const id = operations.start({ ...submit, meta: { call: "CreateJob", cli: "as typed" } }, (
    { call },
  ) => {
    const facts = { ms: 1, serverTime: undefined };
    call.onAnswer!({ ...facts, operation: "GetQueue", awsRequestId: "aws-1", attempts: 3 });
    call.onAnswer!({ ...facts, operation: "CreateJob", awsRequestId: "aws-2", attempts: 1 });
    return Promise.resolve(undefined);
  });
  assertEquals((await ended(operations, id)).meta, {
    call: "CreateJob",
    cli: "as typed",
    awsRequestId: "aws-2",
    retries: 2,
  });
  await operations.close();
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
  const { status, effect, reason } = cancelled;
  assertEquals([status, effect, reason], ["cancelled", "unknown", "user"]);
  assertEquals(operations.cancel(id), cancelled);
  assertEquals(operations.cancel("nothing"), undefined);
  await operations.close();
});

Deno.test("a failure keeps its problem; only the fifty latest that ended are kept", async () => {
  const operations = new Operations();
  const failing = operations.start(submit, () => Promise.reject(new TypeError("no template")));
  await ended(operations, failing);
  assertEquals(operations.get(failing)?.problem?.title, "no template");
  const running = operations.start(submit, () => new Promise(() => {}));
  for (let i = 0; i < 80; i++) {
    const id = operations.start(submit, () => Promise.resolve(undefined));
    await ended(operations, id);
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
    parameterDefinitions: [{ name: "Note", type: "STRING" }],
    steps: [{ name: "Say", script: { actions: { onRun: { command: "echo" } } } }],
  };
  await Deno.writeTextFile(`${bundle}/template.json`, JSON.stringify(template));
  try {
    await (await served.ask("/api/roots", {
      method: "POST",
      body: JSON.stringify({ path: root }),
    })).body?.cancel();
    const request = { farmId: FARM, queueId: QUEUE, bundle, parameters: { Note: "it's" } };
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
    const before = await firstTold(served);
    assertEquals(before.states.map(({ id, status }) => [id, status]), [[id, "running"]]);
    const { meta } = before.states[0];
    assertStringIncludes(
      meta!.cli!,
      `deadline bundle submit ${bundle} --farm-id ${FARM} --queue-id ${QUEUE} --parameter`,
    );
    assertStringIncludes(meta!.cli!, "'Note=it'\\''s'");
    assertStringIncludes(meta!.typescript!, `await submitBundle(${JSON.stringify(bundle)}, {`);
    await (await served.ask(`/api/operations/${id}`, { method: "DELETE" })).body?.cancel();
    await until(() => farm.open === 0, "the connection to the farm is closed");
    // A stream that is attached again tells what came after the event that it had last, and no more.
    const after = await firstTold(served, before.id);
    assertEquals(after.states.map(({ id, status }) => [id, status]), [[id, "cancelled"]]);
    const retry = (id: string) =>
      served.ask(`/api/operations/${id}/retry`, { method: "POST", body: "{}" });
    const again = await retry(id);
    assertEquals(again.status, 202);
    const { data: second } = await again.json();
    await until(() => farm.open === 1, "the farm is asked again");
    const newest = await firstTold(served, after.id);
    assertEquals(newest.states.map(({ id, name, next }) => [id, name, next]), [
      [id, "Submitting Hello", second.id],
      [second.id, "Submitting Hello", undefined],
    ]);
    for (const [which, status] of [[second.id, 409], ["nothing", 404]]) {
      const refused = await retry(which);
      assertEquals(refused.status, status);
      await refused.body?.cancel();
    }
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
  await ended(operations, id);
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
