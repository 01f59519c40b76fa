import { assertEquals } from "@std/assert";
import { CredentialGate } from "@deadline/client/session";
import { Operations } from "@/server/operations.ts";
import { RetryWaits } from "@/server/retry_waits.ts";
import type { ServerEvent } from "@/server/sse.ts";
import { tabEvents } from "@/server/tab_events.ts";
import { until } from "./_console.ts";

const TARGET = { farmId: "farm-1", queueId: "queue-1" };
const submit = { name: "Submitting a test", kind: "submit" } as const;

/** Polls of a queue that see nothing but what `events` has. */
function liveOf(events: ServerEvent[]) {
  return {
    async *watch(_target: typeof TARGET, signal: AbortSignal) {
      yield* events;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  };
}

Deno.test("one stream tells a tab of its queue and of all long changes", async () => {
  const operations = new Operations();
  const before = operations.start(submit, () => Promise.resolve(undefined));
  await until(() => operations.get(before)?.status === "succeeded", "it is over");
  const live = liveOf([{ event: "tick", data: { revision: 0 } }]);
  const controller = new AbortController();
  const seen: string[] = [];
  const events = tabEvents(
    { live, operations, gate: new CredentialGate(), retries: new RetryWaits() },
    TARGET,
    controller,
  );
  const reading = (async () => {
    for await (const { event, data } of events) {
      if (event === "retries") continue;
      seen.push(
        event === "operations"
          ? (data as { id: string; status: string }[]).map((one) => one.status).join()
          : event!,
      );
    }
  })();
  await until(() => seen.length === 2, "the first events are there");
  assertEquals(seen.toSorted(), ["succeeded", "tick"]);
  const gate = Promise.withResolvers<undefined>();
  const later = operations.start(submit, () => gate.promise);
  await until(() => seen.length === 3, "the new one is told");
  gate.resolve(undefined);
  await until(() => operations.get(later)?.status === "succeeded", "it is over");
  await until(() => seen.at(-1) === "succeeded" && seen.length === 4, "its end is told");
  assertEquals(seen.slice(2), ["running", "succeeded"]);
  controller.abort();
  operations.start(submit, () => Promise.resolve(undefined));
  await reading;
  await operations.close();
});

Deno.test("without a queue there are the long changes alone, and the stream ends with its signal", async () => {
  const operations = new Operations();
  const controller = new AbortController();
  const live = liveOf([{ event: "tick", data: {} }]);
  const events = tabEvents(
    { live, operations, gate: new CredentialGate(), retries: new RetryWaits() },
    undefined,
    controller,
  );
  const first = [await events.next(), await events.next()].map(({ value }) => value);
  assertEquals(first.map(({ event, data }) => [event, data]), [["operations", []], [
    "retries",
    [],
  ]]);
  const next = events.next();
  controller.abort();
  assertEquals((await next).done, true);
  await operations.close();
});
