import type { Operations } from "./operations.ts";
import type { ServerEvent } from "./sse.ts";

/**
 * The states of an operation as events of a stream. A browser that comes back says by its
 * `Last-Event-ID` which it saw last, and gets what is newer.
 */
export async function* watchOperation(
  operations: Operations,
  id: string,
  options: { signal: AbortSignal; lastEventId?: string | undefined },
): AsyncGenerator<ServerEvent, void> {
  const { signal, lastEventId } = options;
  const after = /^[0-9]{1,15}$/.test(lastEventId ?? "") ? Number(lastEventId) : 0;
  for await (const { revision, state } of operations.watch(id, signal, after)) {
    yield { id: revision, data: state };
  }
}
