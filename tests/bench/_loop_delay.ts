/**
 * Measures how late the event loop of its process is. A SIGUSR2 writes what was seen since the last one
 * to the file that `DEADLINE_BENCH_LOOP` names.
 *
 * @module
 */

/** What was seen of a loop, in milliseconds, a figure a tick. */
export interface LoopDelays {
  /** By the clock. */
  wall: number[];
  /** Without what the thread waited for a processor that was busy with other programs. */
  own: number[];
}

const EVERY = 5;
const file = Deno.env.get("DEADLINE_BENCH_LOOP");

if (file !== undefined) {
  let seen: LoopDelays = { wall: [], own: [] };
  let due = performance.now() + EVERY;
  let waited = waitedSoFar();
  const tick = () => {
    const now = performance.now();
    const wait = waitedSoFar();
    const late = Math.max(0, now - due);
    seen.wall.push(late);
    seen.own.push(Math.max(0, late - (wait - waited)));
    due = performance.now() + EVERY;
    waited = wait;
    setTimeout(tick, EVERY);
  };
  setTimeout(tick, EVERY);
  Deno.addSignalListener("SIGUSR2", () => {
    const dump = JSON.stringify(seen);
    seen = { wall: [], own: [] };
    Deno.writeTextFileSync(`${file}.part`, dump);
    Deno.renameSync(`${file}.part`, file);
  });
}

/** Milliseconds that this thread was ready to run, and no processor was free; 0 where it is not told. */
function waitedSoFar(): number {
  if (Deno.build.os !== "linux") return 0;
  return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[1]) / 1e6;
}
