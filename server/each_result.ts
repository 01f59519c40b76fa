import { pooledMap } from "@std/async/pool";
import type { JobChangeResult } from "./contract.ts";

/** How many changes go on at once. */
const AT_ONCE = 5;
/** More in one request than this is a mistake. */
export const MOST = 10_000;

/**
 * Changes many things, a few at once, and tells of each as soon as it is known. One that fails does
 * not stop the others; an abort stops those that have not begun.
 */
export async function* eachResult(
  ids: readonly string[],
  change: (id: string) => Promise<string | undefined>,
  signal: AbortSignal,
): AsyncGenerator<JobChangeResult[], void> {
  yield* pooledMap(AT_ONCE, ids, async (id): Promise<JobChangeResult[]> => {
    signal.throwIfAborted();
    try {
      const message = await change(id);
      return [{ id, ok: true, message: message ?? "applied" }];
    } catch (error) {
      signal.throwIfAborted();
      return [{ id, ok: false, message: error instanceof Error ? error.message : String(error) }];
    }
  });
}
