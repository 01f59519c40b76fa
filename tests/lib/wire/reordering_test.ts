import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Stopped, type Task, TaskError, TaskScope } from "@deadline/client/task";
import {
  encodeLines,
  Fence,
  parseRequestId,
  problemOf,
  problemResponse,
  REQUEST_ID_HEADER,
  requestPages,
} from "@deadline/client/wire";
import { settleMicrotasks, VirtualClock } from "../task/virtual_clock.ts";

/** How many random histories are tried; the seed is printed with a failure. */
const RUNS = Number(Deno.env.get("PROPERTY_RUNS") ?? 5_000);

type Step =
  | { do: "start"; tab: number; key: number }
  | { do: "arrive" | "page" | "last" | "fail" | "cancel" | "hangUp"; pick: number }
  | { do: "select"; farm: number };

const pick = fc.nat({ max: 12 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("start" as const),
        tab: fc.nat({ max: 1 }),
        key: fc.nat({ max: 1 }),
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant("arrive" as const), pick }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("page" as const), pick }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("last" as const), pick }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("hangUp" as const), pick }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("select" as const), farm: fc.nat({ max: 1 }) }),
    },
  ),
  { maxLength: 30, size: "max" },
);

/** One upstream read of the server: it gives a page when it is told to. */
class Upstream {
  #next = Promise.withResolvers<"page" | "last" | Error>();
  #queue: ("page" | "last" | Error)[] = [];
  isOpen = false;

  tell(what: "page" | "last" | Error): void {
    this.#queue.push(what);
    this.#next.resolve(what);
  }

  async *pages(farm: number, signal: AbortSignal): AsyncGenerator<unknown> {
    const onAbort = () => this.tell(signal.reason);
    this.isOpen = true;
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      while (true) {
        if (this.#queue.length === 0) await this.#next.promise;
        this.#next = Promise.withResolvers();
        const what = signal.aborted ? signal.reason : this.#queue.shift();
        if (what instanceof Error) throw what;
        if (what === "last") break;
        yield { items: [farm] };
      }
      yield { meta: { call: "ListQueues", ms: 1, at: "" } };
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.isOpen = false;
    }
  }
}

interface Sent {
  task: Task<void, unknown, number[]>;
  slot: string;
  farm: number;
  order: number;
  /** Lets the request through to the server; the network may hold it as long as it likes. */
  arrive: () => void;
  upstream: Upstream | undefined;
  /** The server's signal of the request, once it was let in. */
  admitted: AbortSignal | undefined;
  /** Tells the server that the page has left, which it learns as late as it learns anything. */
  hangUp: AbortController;
  settles: number;
}

/** Plays one history of tabs, a network that reorders, and a server; checks every delivery. */
async function play(script: readonly Step[]): Promise<void> {
  const violations: unknown[] = [];
  const fence = new Fence();
  const sent: Sent[] = [];
  const newest = new Map<string, number>();
  const begun = new Map<string, number>();
  let farm = 0;
  const scopes = [0, 1].map((tab) =>
    new TaskScope({
      name: `tab${tab}`,
      clock: new VirtualClock(),
      closeTimeout: 0,
      lineage: () => [`farm-${farm}`],
      onCallbackError: (error) => violations.push(error),
    })
  );

  const serve = (request: Request, one: Sent): Response => {
    const requestId = request.headers.get(REQUEST_ID_HEADER)!;
    try {
      const { signal, leave } = fence.admit(requestId, request.signal);
      const { tab, key, seq } = parseRequestId(requestId)!;
      const slot = `${tab} ${key}`;
      if (seq < (begun.get(slot) ?? 0)) violations.push(new Error(`${requestId} came late`));
      begun.set(slot, seq);
      const upstream = one.upstream = new Upstream();
      one.admitted = signal;
      const older = sent.find((other) =>
        other.slot === one.slot && other.order < one.order && other.admitted?.aborted === false
      );
      if (older) violations.push(new Error(`request ${older.order} goes on beside a newer one`));
      signal.addEventListener("abort", leave, { once: true });
      return new Response(encodeLines(upstream.pages(one.farm, signal), { signal, requestId }));
    } catch (error) {
      return problemResponse(problemOf(error, requestId));
    }
  };

  const start = ({ tab, key }: Extract<Step, { do: "start" }>) => {
    const slot = `${tab}/${key}`;
    const gate = Promise.withResolvers<void>();
    const one = {
      slot,
      farm,
      order: sent.length,
      arrive: gate.resolve,
      hangUp: new AbortController(),
      settles: 0,
    } as Sent;
    newest.set(slot, one.order);
    sent.push(one);
    // The request goes its way though the page has given it up: that is how it can arrive late.
    const transport = async (path: unknown, init: RequestInit = {}) => {
      const { signal, ...rest } = init;
      const left = Promise.withResolvers<never>();
      const onAbort = () => left.reject(signal!.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      const arrived = gate.promise.then(() =>
        serve(new Request(`http://127.0.0.1${path}`, { ...rest, signal: one.hangUp.signal }), one)
      );
      try {
        return await Promise.race([arrived, left.promise]);
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    };
    const mayDeliver = (what: string) => {
      assertEquals(one.settles, 0, `${what} after the outcome`);
      assertEquals(one.farm, farm, `${what} of farm ${one.farm} under farm ${farm}`);
      assertEquals(newest.get(slot), one.order, `${what} of an older task`);
    };
    one.task = scopes[tab].start<void, unknown, number[]>(
      "List queues",
      ({ signal, requestId }) =>
        requestPages("/api", { signal, requestId, fetch: transport as typeof fetch }),
      {
        key: `k${key}`,
        lineage: [`farm-${farm}`],
        onChunk: () => mayDeliver("page"),
        onResult: () => mayDeliver("result"),
        onError: () => mayDeliver("error"),
        onSettled: () => void one.settles++,
      },
    );
  };

  for (const step of script) {
    const one = "pick" in step ? sent[step.pick % Math.max(1, sent.length)] : undefined;
    if (step.do === "start") start(step);
    else if (step.do === "select") farm = step.farm;
    else if (step.do === "arrive") one?.arrive();
    else if (step.do === "cancel") one?.task.cancel();
    else if (step.do === "hangUp") {
      if (one?.task.settled) one.hangUp.abort();
    } else if (step.do === "fail") one?.upstream?.tell(new TaskError("down"));
    else one?.upstream?.tell(step.do);
    await settleMicrotasks("pick" in step ? step.pick : 3);
  }
  for (const one of sent) one.arrive();
  await settleMicrotasks(40);
  await Promise.all(scopes.map((scope) => scope.close()));
  for (const one of sent) one.hangUp.abort();
  await settleMicrotasks(60);
  for (const one of sent) {
    assertEquals(one.settles, 1, `task ${one.order} settled ${one.settles} times`);
    assert(!one.upstream?.isOpen, `the upstream of task ${one.order} was left open`);
  }
  if (violations.length > 0) throw violations[0];
}

Deno.test(`over a network that reorders and delays, ${RUNS} random histories deliver nothing stale`, async () => {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: RUNS });
  } finally {
    globalThis.removeEventListener("unhandledrejection", listener);
  }
  assertEquals(unhandled, []);
});

Deno.test("a request that the network held back until a newer one was answered is refused", async () => {
  const fence = new Fence();
  const never = new AbortController().signal;
  fence.admit("tab.queues.2", never).leave();
  let refused: unknown;
  try {
    fence.admit("tab.queues.1", never);
  } catch (error) {
    refused = error;
  }
  assert(refused instanceof Stopped);
  assertEquals(problemOf(refused, "tab.queues.1").status, 499);
  await Promise.resolve();
});
