import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { createSession } from "@deadline/client/session";
import { type Glance, LivePolls, type Look } from "@/server/live.ts";

const TARGET = { farmId: "farm-1", queueId: "queue-1" };

/** Polls that see what `glance` says, and count. */
function polls(glance: () => Omit<Glance, "statuses"> & Partial<Glance>) {
  let looks = 0;
  const look: Look = () => {
    looks++;
    const seen = glance();
    return Promise.resolve({ statuses: seen.fingerprint, ...seen });
  };
  const session = createSession({ region: "us-west-2" });
  return {
    live: new LivePolls(() => session, look),
    get looks() {
      return looks;
    },
  };
}

/** Lets time pass in small steps, so that what each step leads to happens in its own time. */
async function pass(time: FakeTime, ms: number, step = 250): Promise<void> {
  for (let gone = 0; gone < ms; gone += step) {
    await time.tickAsync(step);
    await time.runMicrotasks();
  }
}

/** Somebody who looks at the queue until told to leave. */
function watcher(live: LivePolls) {
  const controller = new AbortController();
  const kinds: string[] = [];
  const done = (async () => {
    for await (const { event } of live.watch(TARGET, controller.signal)) kinds.push(event!);
  })();
  return {
    kinds,
    async leave() {
      controller.abort();
      await done;
    },
  };
}

Deno.test("ten tabs that look at one queue cost one poll, which ends with the last of them", async () => {
  using time = new FakeTime();
  const counted = polls(() => ({ fingerprint: "same", busy: true }));
  const tabs = Array.from({ length: 10 }, () => watcher(counted.live));
  await pass(time, 7_250);
  assertEquals(counted.looks, 5);
  assertEquals(counted.live.size, 1);
  for (const tab of tabs.slice(1)) await tab.leave();
  await pass(time, 3_500);
  assertEquals(counted.looks, 7);
  await tabs[0].leave();
  await pass(time, 20_000, 1_000);
  assertEquals([counted.looks, counted.live.size], [7, 0]);
});

Deno.test("a change is told once; a look that finds nothing new is a tick", async () => {
  using time = new FakeTime();
  let fingerprint = "a";
  const { live } = polls(() => ({ fingerprint, busy: true }));
  const tab = watcher(live);
  await pass(time, 1_500);
  fingerprint = "b";
  await pass(time, 2_000);
  await tab.leave();
  assertEquals(tab.kinds, ["tick", "changed", "tick"]);
});

Deno.test("a status that changes among jobs at work is seen within two seconds, however long they work", async () => {
  using time = new FakeTime();
  let status = 0;
  let progress = 0;
  const { live } = polls(() => ({
    fingerprint: `${status} ${++progress}`,
    statuses: `${status}`,
    busy: true,
  }));
  let seenAt = 0;
  const controller = new AbortController();
  const marks = new Set<number>();
  const watching = (async () => {
    for await (const { data } of live.watch(TARGET, controller.signal)) {
      const { statuses } = data as { statuses: number };
      if (marks.has(statuses)) continue;
      marks.add(statuses);
      seenAt = Date.now();
    }
  })();
  await pass(time, 20_000);
  assertEquals(marks.size, 1, "progress leaves counts as they are");
  for (let i = 0; i < 6; i++) {
    status++;
    const changedAt = Date.now();
    // Never in step with the looks.
    await pass(time, 9_000 + 250 * i);
    assertEquals(marks.size, 2 + i);
    const waited = seenAt - changedAt;
    assertEquals(waited >= 0 && waited <= 2_000, true, `seen after ${waited} ms`);
  }
  controller.abort();
  await watching;
});

Deno.test("progress is told at each look, but where statuses change, only now and then", async () => {
  using time = new FakeTime();
  let progress = 0;
  let status = 0;
  const { live } = polls(() => ({
    fingerprint: `${++progress}`,
    statuses: `${status}`,
    busy: true,
  }));
  const tab = watcher(live);
  await pass(time, 14_000);
  const calm = tab.kinds.filter((kind) => kind === "changed").length;
  assertEquals(calm >= 6, true, `told ${calm} times`);
  status++;
  await pass(time, 10_000);
  const others = tab.kinds.filter((kind) => kind === "changed").length - calm;
  assertEquals(others >= 2 && others <= 3, true, `told ${others} times`);
  await tab.leave();
});

Deno.test("a queue where each look finds other statuses is looked at less often, until that is over", async () => {
  using time = new FakeTime();
  let status = 0;
  let stormy = true;
  const counted = polls(() => ({ fingerprint: `${stormy ? ++status : status}`, busy: true }));
  const tab = watcher(counted.live);
  await pass(time, 300_000, 1_000);
  assertEquals(counted.looks <= 56, true, `${counted.looks} looks in five minutes`);
  assertEquals(tab.kinds.slice(0, 4), ["tick", "changed", "changed", "changed"]);
  stormy = false;
  await pass(time, 6_000);
  const before = counted.looks;
  await pass(time, 7_000);
  assertEquals(counted.looks - before >= 4, true, `${counted.looks - before} looks`);
  await tab.leave();
});

Deno.test("who changes something sees what becomes of it, however quiet the queue was", async () => {
  using time = new FakeTime();
  const counted = polls(() => ({ fingerprint: "same", busy: false }));
  const tab = watcher(counted.live);
  await pass(time, 120_000, 1_000);
  const before = counted.looks;
  counted.live.hurry({ ...TARGET, queueId: "another" });
  await pass(time, 250);
  assertEquals(counted.looks, before);
  counted.live.hurry(TARGET);
  await pass(time, 3_250);
  assertEquals(counted.looks - before >= 4, true, `${counted.looks - before} looks`);
  await tab.leave();
  counted.live.hurry(TARGET);
  await pass(time, 1_000);
  assertEquals(counted.live.size, 0);
});

Deno.test("a quiet queue is looked at ever less, and often again once something changes", async () => {
  using time = new FakeTime();
  let fingerprint = "a";
  const counted = polls(() => ({ fingerprint, busy: false }));
  const tab = watcher(counted.live);
  await pass(time, 120_000, 1_000);
  const quiet = counted.looks;
  // A fixed poll every five seconds would have looked 24 times.
  assertEquals(quiet < 16, true, `${quiet} looks in two minutes`);
  fingerprint = "b";
  await pass(time, 30_000);
  // Twice at the slowest pace; more, because there was news.
  assertEquals(counted.looks - quiet >= 6, true, `${counted.looks - quiet} looks`);
  await tab.leave();
});

Deno.test("a farm that fails is asked less and less, and its trouble is told", async () => {
  using time = new FakeTime();
  const counted = polls(() => {
    throw new TypeError("no connection");
  });
  const tab = watcher(counted.live);
  await pass(time, 120_000, 1_000);
  assertEquals(counted.looks < 10, true, `${counted.looks} looks in two minutes`);
  assertEquals(new Set(tab.kinds), new Set(["tick"]));
  await tab.leave();
});
