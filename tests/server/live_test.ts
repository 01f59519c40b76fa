import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { createSession } from "@deadline/client/session";
import { type Glance, LivePolls, type Look } from "@/server/live.ts";

const TARGET = { farmId: "farm-1", queueId: "queue-1" };

/** Polls that see what `glance` says, and count. */
function polls(glance: () => Glance) {
  let looks = 0;
  const look: Look = () => {
    looks++;
    return Promise.resolve(glance());
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
  await pass(time, 5_000);
  assertEquals(counted.looks, 6);
  assertEquals(counted.live.size, 1);
  for (const tab of tabs.slice(1)) await tab.leave();
  await pass(time, 2_000);
  assertEquals(counted.looks, 8);
  await tabs[0].leave();
  await pass(time, 20_000, 1_000);
  assertEquals([counted.looks, counted.live.size], [8, 0]);
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
  assertEquals(tab.kinds, ["tick", "tick", "changed", "tick"]);
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
