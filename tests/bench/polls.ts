import { FakeTime } from "@std/testing/time";
import { createSession } from "@deadline/client/session";
import { SharedReads, sleep } from "@deadline/client/task";
import { LivePolls } from "@/server/live.ts";
import type { Measurement } from "./measurement.ts";

const MINUTES = 10;
/** What the Jobs page reads anew when something changed: its list, and a count for each group. */
const READS = { list: 1, counts: 7 } as const;
/** Milliseconds between two rounds of the peer, each of which reads the same. */
const FIXED = 5_000;

interface Scenario {
  tabs: number;
  visible: boolean;
  /** Milliseconds between two changes of a job's status; none for a quiet queue. */
  changes?: number;
}

/** How a queue is called by the time between its changes. */
const QUEUES = [
  ["quiet", undefined],
  ["busy", 10_000],
  ["stormy", 500],
] as const;

/**
 * Calls made upstream in ten minutes by tabs on the Jobs page, beside a poller that reads the same
 * every five seconds in each tab. The server's polls and shared reads are the real ones, on a clock
 * that is moved on; the tabs are simulated: each follows the polls while it is seen, leaves them when
 * hidden, and reads anew when told of a change.
 */
export default async function polls(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [queue, changes] of QUEUES) {
    for (const visible of [true, false]) {
      for (const tabs of [1, 10]) {
        const rounds = MINUTES * 60_000 / FIXED;
        const peer = tabs * rounds * (READS.list + READS.counts);
        measurements.push({
          name: `upstream calls in ${MINUTES} min, simulated: ${tabs} ${
            visible ? "visible" : "hidden"
          } ${tabs === 1 ? "tab" : "tabs"}, ${queue} queue`,
          unit: "calls",
          ours: await callsOf({ tabs, visible, ...(changes ? { changes } : {}) }),
          peer,
          peerName: "fixed 5 s poller in each tab",
          atMost: 1,
        });
      }
    }
  }
  return measurements;
}

async function callsOf({ tabs, visible, changes }: Scenario): Promise<number> {
  await using session = createSession({ region: "us-west-2" });
  using time = new FakeTime();
  const begun = time.now;
  let calls = 0;
  const live = new LivePolls(() => session, () => {
    calls++;
    const statuses = changes ? `${Math.floor((time.now - begun) / changes)}` : "quiet";
    // Jobs at work make progress all the time.
    const fingerprint = changes ? `${calls}` : statuses;
    return Promise.resolve({ fingerprint, statuses, busy: changes !== undefined });
  });
  const reads = new SharedReads();
  const left = new AbortController();
  const read = (what: keyof typeof READS) =>
    reads.read(what, (signal) => {
      calls += READS[what];
      return sleep(50, { signal });
    }, left).catch(() => {});
  const tab = async (signal: AbortSignal) => {
    let seen: unknown = 0;
    for await (const { event, data } of live.watch({ farmId: "farm", queueId: "queue" }, signal)) {
      if (event !== "changed") continue;
      const { statuses } = data as { statuses: number };
      Promise.all([read("list"), ...(statuses === seen ? [] : [read("counts")])]);
      seen = statuses;
    }
  };
  const open = Array.from({ length: tabs }, () => tab(left.signal));
  // Hidden as soon as its page is there.
  if (!visible) await time.tickAsync(1_000);
  if (!visible) left.abort();
  for (let gone = 0; gone < MINUTES * 60_000; gone += 250) {
    await time.tickAsync(250);
    await time.runMicrotasks();
  }
  left.abort();
  await Promise.all(open);
  return calls;
}
