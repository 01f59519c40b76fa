import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Outcome, sleep, Task, TaskScope } from "@deadline/client/task";
import { settleMicrotasks, VirtualClock } from "./virtual_clock.ts";

/** How many random interleavings are tried; the figure and the seed are printed with a failure. */
const RUNS = Number(Deno.env.get("PROPERTY_RUNS") ?? 20_000);

type Step =
  | { do: "start"; scope: number; key: number | undefined; timeout: number | undefined }
  | { do: "resolve" | "reject" | "progress" | "cancel"; pick: number }
  | { do: "close"; scope: number }
  | { do: "select"; farm: number }
  | { do: "advance"; ms: number }
  | { do: "turn"; rounds: number };

const pick = fc.nat({ max: 30 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("start" as const),
        scope: fc.nat({ max: 1 }),
        key: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
        timeout: fc.option(fc.nat({ max: 50 }), { nil: undefined }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("resolve" as const), pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("reject" as const), pick }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("progress" as const), pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), pick }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("close" as const), scope: fc.nat({ max: 1 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("select" as const), farm: fc.nat({ max: 1 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat({ max: 60 }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("turn" as const), rounds: fc.nat({ max: 6 }) }),
    },
  ),
  { maxLength: 40, size: "max" },
);

interface Started {
  task: Task<number, number>;
  scope: number;
  slot: string | undefined;
  farm: number;
  order: number;
  settles: Outcome<number>[];
  finish: PromiseWithResolvers<number>;
  progress?: (value: number) => void;
}

/** Plays one interleaving and checks after every delivery that it was allowed. */
async function play(script: readonly Step[]): Promise<void> {
  const clock = new VirtualClock();
  let farm = 0;
  // A scope swallows what callbacks throw, and these callbacks throw what is wrong.
  const violations: unknown[] = [];
  const scopes = [0, 1].map((index) =>
    new TaskScope({
      name: `s${index}`,
      clock,
      closeTimeout: 10,
      lineage: () => [`farm-${farm}`],
      onCallbackError: (error) => violations.push(error),
    })
  );
  const started: Started[] = [];
  const newest = new Map<string, number>();

  const mayDeliver = (one: Started, what: string) => {
    assertEquals(one.settles.length, 0, `${what} after the outcome`);
    assertEquals(one.farm, farm, `${what} of farm ${one.farm} under farm ${farm}`);
    if (one.slot) assertEquals(newest.get(one.slot), one.order, `${what} of an older task`);
  };

  const start = (step: Extract<Step, { do: "start" }>) => {
    const scope = scopes[step.scope];
    if (scope.closed) return;
    const slot = step.key === undefined ? undefined : `${step.scope}/${step.key}`;
    const one = {
      scope: step.scope,
      slot,
      farm,
      order: started.length,
      settles: [],
      finish: Promise.withResolvers<number>(),
    } as unknown as Started;
    if (slot) newest.set(slot, one.order);
    started.push(one);
    one.task = scope.start<number, number>("task", ({ progress }) => {
      one.progress = progress;
      return one.finish.promise;
    }, {
      key: step.key?.toString(),
      timeout: step.timeout,
      lineage: [`farm-${farm}`],
      onResult: () => mayDeliver(one, "result"),
      onError: () => mayDeliver(one, "error"),
      onProgress: () => mayDeliver(one, "progress"),
      onSettled: (outcome) => one.settles.push(outcome),
    });
  };

  for (const step of script) {
    const one = "pick" in step ? started[step.pick % Math.max(1, started.length)] : undefined;
    if (step.do === "start") start(step);
    else if (step.do === "resolve") one?.finish.resolve(one.order);
    else if (step.do === "reject") one?.finish.reject(new Error("failed"));
    else if (step.do === "progress") one?.progress?.(1);
    else if (step.do === "cancel") one?.task.cancel();
    else if (step.do === "close") void scopes[step.scope].close();
    else if (step.do === "select") farm = step.farm;
    else if (step.do === "advance") clock.advance(step.ms);
    else if (step.do === "turn") await settleMicrotasks(step.rounds);
    for (const [index, scope] of scopes.entries()) {
      const open = started.filter((other) => other.scope === index && other.settles.length === 0);
      assertEquals(scope.isLoading(), open.length > 0, "loading is not what is in flight");
    }
  }

  const closing = Promise.all(scopes.map((scope) => scope.close()));
  clock.advance(10);
  await closing;
  for (const one of started) {
    assertEquals(one.settles.length, 1, `task ${one.order} settled ${one.settles.length} times`);
    assertEquals(await one.task.outcome, one.settles[0]);
    one.finish.reject(new Error("long after"));
  }
  await settleMicrotasks();
  assertEquals(clock.pending, 0, "timers left behind");
  if (violations.length > 0) throw violations[0];
}

Deno.test(`in ${RUNS} random interleavings nothing stale is delivered, nothing settles twice, loading never sticks`, async () => {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: RUNS });
    await sleep(0);
  } finally {
    globalThis.removeEventListener("unhandledrejection", listener);
  }
  assertEquals(unhandled, []);
});
