import { QueryClient } from "@tanstack/query-core";
import { TaskScope } from "@deadline/client/task";
import { type Measurement, median } from "./measurement.ts";

const COUNT = 20_000;

/** Microseconds one operation costs, middle of seven rounds of {@linkcode COUNT}. */
async function cost(round: () => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    await round();
    if (i > 0) figures.push((performance.now() - start) * 1000 / COUNT);
  }
  return median(figures);
}

/** Bytes of heap one operation under way holds. */
async function weight(round: () => unknown[]): Promise<number> {
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  const before = Deno.memoryUsage().heapUsed;
  const held = round();
  await Promise.resolve();
  collect?.();
  const bytes = (Deno.memoryUsage().heapUsed - before) / COUNT;
  if (held.length !== COUNT) throw new Error("the round did not hold what it made");
  return bytes;
}

/** Listeners that a long-lived signal has for each task under way on it, and for each that has ended. */
async function listeners(): Promise<{ underWay: number; ended: number }> {
  const { signal } = new AbortController();
  let present = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = ((...args: Parameters<typeof add>) => {
    present++;
    add(...args);
  }) as typeof signal.addEventListener;
  signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
    present--;
    remove(...args);
  }) as typeof signal.removeEventListener;
  await using scope = new TaskScope({ closeTimeout: 0 });
  for (let i = 0; i < COUNT; i++) scope.start("Read", () => new Promise(() => {}), { signal });
  const underWay = present / COUNT;
  scope.cancel();
  return { underWay, ended: present / COUNT };
}

function fetchOne(client: QueryClient, i: number): Promise<number> {
  return client.fetchQuery({ queryKey: ["k", i], queryFn: () => Promise.resolve(i), gcTime: 0 });
}

/** What a task costs beside a query of TanStack's core and beside a bare promise. */
export default async function tasks(): Promise<Measurement[]> {
  const ours = await cost(async () => {
    await using scope = new TaskScope();
    const started = Array.from(
      { length: COUNT },
      (_, i) => scope.start("Read", () => Promise.resolve(i), { key: `k${i}` }).outcome,
    );
    await Promise.all(started);
  });
  const query = await cost(async () => {
    const client = new QueryClient();
    await Promise.all(Array.from({ length: COUNT }, (_, i) => fetchOne(client, i)));
    client.clear();
  });
  const bare = await cost(() =>
    Promise.all(Array.from({ length: COUNT }, (_, i) => (async () => await Promise.resolve(i))()))
  );
  const hang = () => new Promise<number>(() => {});
  const scope = new TaskScope({ closeTimeout: 0 });
  const ourBytes = await weight(() =>
    Array.from({ length: COUNT }, (_, i) => scope.start("Read", hang, { key: `k${i}` }))
  );
  await scope.close();
  const client = new QueryClient();
  const queryBytes = await weight(() =>
    Array.from({ length: COUNT }, (_, i) => {
      const promise = client.fetchQuery({ queryKey: ["k", i], queryFn: hang, gcTime: 0 });
      promise.catch(() => {});
      return promise;
    })
  );
  await client.cancelQueries();
  client.clear();
  const { underWay, ended } = await listeners();
  return [
    {
      name: "a task, start to outcome",
      unit: "µs",
      ours,
      peer: query,
      peerName: "query-core",
      atMost: 1,
    },
    { name: "a task, start to outcome", unit: "µs", ours, peer: bare, peerName: "bare promise" },
    {
      name: "a task under way",
      unit: "bytes",
      ours: ourBytes,
      peer: queryBytes,
      peerName: "query-core",
      atMost: 1,
    },
    {
      name: "a task under way, on a long-lived signal",
      unit: "listeners",
      ours: underWay,
      atMost: 1,
    },
    { name: "a task that ended, on the same", unit: "listeners", ours: ended, atMost: 0 },
  ];
}
