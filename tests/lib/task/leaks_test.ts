import { assert, assertEquals } from "@std/assert";
import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";
import { SharedReads, sleep, TaskScope } from "@deadline/client/task";
import { decodeLines, encodeLines, requestPages, type WireOptions } from "@deadline/client/wire";
import { settleMicrotasks, VirtualClock } from "./virtual_clock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** A signal that counts its listeners. */
function countedSignal() {
  const { signal } = new AbortController();
  const count = { added: 0, present: 0 };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = ((...args: Parameters<typeof add>) => {
    count.added++;
    count.present++;
    add(...args);
  }) as typeof signal.addEventListener;
  signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
    count.present--;
    remove(...args);
  }) as typeof signal.removeEventListener;
  return { signal, count };
}

/** Bytes of heap that `round` leaves behind, each of so many times, after the first few. */
async function bytesLeftBehind(times: number, round: () => Promise<void>): Promise<number> {
  const used = async () => {
    await sleep(0);
    collectGarbage();
    return Deno.memoryUsage().heapUsed;
  };
  for (let i = 0; i < times / 10; i++) await round();
  const before = await used();
  for (let i = 0; i < times; i++) await round();
  return (await used() - before) / times;
}

Deno.test("T9: 100,000 tasks on one long-lived signal leave no listener, timer or memory behind", async () => {
  const clock = new VirtualClock();
  const { signal, count } = countedSignal();
  const scope = new TaskScope({ clock });
  let key = 0;
  const bytes = await bytesLeftBehind(900, async () => {
    for (let i = 0; i < 101; i++) {
      const options = { key: `k${key++ % 3}`, signal, timeout: 1000 };
      scope.start("Read", () => Promise.resolve(i), options);
    }
    await scope.idle();
  });
  assert(count.added >= 100_000 / 101 * 101 * 0.99, `only ${count.added} listeners were there`);
  assertEquals([count.present, clock.pending, scope.tasks.length], [0, 0, 0]);
  assert(bytes < 300, `101 tasks left ${bytes} bytes behind`);
  await scope.close();
});

Deno.test("T9: 10,000 supersedes of one key leave one task, one timer and no memory behind", async () => {
  const clock = new VirtualClock();
  const { signal, count } = countedSignal();
  const scope = new TaskScope({ clock });
  const bytes = await bytesLeftBehind(10_000, async () => {
    scope.start("Read", (context) => sleep(60_000, { signal: context.signal, clock }), {
      key: "k",
      signal,
      timeout: 120_000,
    });
    await Promise.resolve();
  });
  await settleMicrotasks();
  assertEquals([count.present, clock.pending, scope.tasks.length], [1, 2, 1]);
  assert(bytes < 100, `a supersede left ${bytes} bytes behind`);
  const { stopped, stragglers } = await scope.close();
  assertEquals([stopped, stragglers.length, count.present, clock.pending], [1, 0, 0, 0]);
});

Deno.test("T9: 1,000 streams that are opened and dropped end their sources and leave nothing behind", async () => {
  const { signal, count } = countedSignal();
  const scope = new TaskScope();
  let open = 0;
  async function* source() {
    open++;
    try {
      for (let line = 0;; line++) {
        yield { line };
        await Promise.resolve();
      }
    } finally {
      open--;
    }
  }
  const bytes = await bytesLeftBehind(1_000, async () => {
    const lines = (context: { signal: AbortSignal }) =>
      decodeLines<{ line: number }>(encodeLines(source(), { signal }), context);
    for await (const { line } of scope.iterate("Follow", lines, { signal })) if (line === 2) break;
    await scope.idle();
    await settleMicrotasks(30);
  });
  assertEquals([open, count.present, scope.tasks.length], [0, 0, 0]);
  assert(bytes < 1_000, `a stream left ${bytes} bytes behind`);
  await scope.close();
});

Deno.test("T9: 1,000 streams over the network that are dropped close their sockets and leave nothing behind", async () => {
  const open = new Set<Request>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, { completed }) => {
      open.add(request);
      const closed = () => void open.delete(request);
      completed.then(closed, closed);
      return new Response(encodeLines((async function* () {
        for (let line = 0;; line++) {
          yield { items: [line] };
          await sleep(0);
        }
      })()));
    },
  );
  const { signal, count } = countedSignal();
  const scope = new TaskScope();
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const bytes = await bytesLeftBehind(1_000, async () => {
    const pages = (context: WireOptions) => requestPages<number>(url, context);
    for await (const [line] of scope.iterate("Follow", pages, { signal })) if (line === 1) break;
    await scope.idle();
  });
  for (const end = performance.now() + 10_000; open.size > 0 && performance.now() < end;) {
    await sleep(5);
  }
  assertEquals([open.size, count.present, scope.tasks.length], [0, 0, 0]);
  assert(bytes < 2_000, `a stream left ${bytes} bytes behind`);
  await scope.close();
});

Deno.test("T11: 10,000 shared reads whose observers leave, leave no call and no listener behind", async () => {
  const clock = new VirtualClock();
  const { signal, count } = countedSignal();
  const reads = new SharedReads();
  for (let i = 0; i < 10_000; i++) {
    const view = new AbortController();
    const start = (own: AbortSignal) => sleep(1_000, { signal: own, clock });
    const waits = [
      reads.read("k", start, { signal }).catch(() => {}),
      reads.read("k", start, { signal: view.signal }).catch(() => {}),
    ];
    view.abort();
    clock.advance(1_000);
    await Promise.all(waits);
  }
  assertEquals([reads.size, count.present, clock.pending], [0, 0, 0]);
});
