import { systemClock } from "./clock.ts";
import { linkSignal } from "./link_signal.ts";
import type { WaitOptions } from "./sleep.ts";
import { Stopped } from "./stopped.ts";

/**
 * Runs `body` with a signal that aborts after `ms` milliseconds or with `options.signal`, whichever
 * is first, and settles at that moment even if `body` does not listen. Nested deadlines compose:
 * the nearest one wins.
 *
 * @throws {Stopped} with reason `timeout` when the time is over.
 *
 * @example
 * ```ts
 * import { deadline, sleep, Stopped } from "@deadline/client/task";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => deadline(5, (signal) => sleep(60_000, { signal })), Stopped);
 * ```
 */
export async function deadline<T>(
  ms: number,
  body: (signal: AbortSignal) => PromiseLike<T>,
  options: WaitOptions = {},
): Promise<T> {
  const { signal, clock = systemClock } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    reject(reason);
  };
  const timer = clock.set(() => stop(new Stopped("timeout", `no answer within ${ms} ms`)), ms);
  const unlink = linkSignal(signal, stop);
  try {
    return await Promise.race([body(controller.signal), stopped]);
  } finally {
    clock.clear(timer);
    unlink();
  }
}
