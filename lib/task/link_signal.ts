/**
 * Calls `onAbort` with the reason when `signal` aborts, at once if it already has. The returned
 * function takes the listener off again: whoever links must unlink, or a long-lived signal
 * collects one listener for each short-lived task.
 *
 * @example
 * ```ts
 * import { linkSignal } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const page = new AbortController();
 * const heard: unknown[] = [];
 * const unlink = linkSignal(page.signal, (reason) => heard.push(reason));
 * unlink();
 * linkSignal(page.signal, (reason) => heard.push(reason));
 * page.abort("left");
 * assertEquals(heard, ["left"]);
 * ```
 */
export function linkSignal(
  signal: AbortSignal | undefined,
  onAbort: (reason: unknown) => void,
): () => void {
  if (!signal) return () => {};
  if (signal.aborted) {
    onAbort(signal.reason);
    return () => {};
  }
  const listener = () => onAbort(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
