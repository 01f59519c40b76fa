import type { CredentialGate } from "@deadline/client/session";
import { gateEvents } from "./gate_events.ts";
import type { LivePolls } from "./live.ts";
import type { Operations } from "./operations.ts";
import type { RetryWaits } from "./retry_waits.ts";
import type { ServerEvent } from "./sse.ts";
import type { Workstation } from "./workstation.ts";

/** What there is to tell of. */
export interface TabEventSources {
  readonly live: Pick<LivePolls, "watch">;
  readonly operations: Pick<Operations, "watchAll">;
  readonly gate: CredentialGate;
  readonly retries: Pick<RetryWaits, "watch">;
  readonly workstation?: Pick<Workstation, "events">;
}

/**
 * All that a tab is told without asking, in one stream, since browsers allow few connections to a
 * host: what happens in the queue it looks at, the long changes of the server, whether calls wait for
 * somebody to sign in to AWS, which wait to be made again, and what others change in the settings and
 * the AWS files. A browser that comes back says by its `Last-Event-ID` which changes it knows, and gets
 * what is newer.
 */
export function tabEvents(
  { live, operations, gate, retries, workstation }: TabEventSources,
  target: { farmId: string; queueId: string } | undefined,
  options: { signal: AbortSignal; lastEventId?: string | undefined },
): AsyncGenerator<ServerEvent> {
  const { signal, lastEventId } = options;
  const sources = [
    operationEvents(operations, signal, lastEventId),
    gateEvents(gate, signal),
    retryEvents(retries, signal),
  ];
  if (workstation) sources.push(workstation.events(signal));
  if (target) sources.push(live.watch(target, signal));
  return merge(sources, signal);
}

async function* operationEvents(
  operations: TabEventSources["operations"],
  signal: AbortSignal,
  after: string | undefined,
): AsyncGenerator<ServerEvent> {
  for await (const { mark, states } of operations.watchAll(signal, after)) {
    yield { id: mark, event: "operations", data: states };
  }
}

async function* retryEvents(
  retries: TabEventSources["retries"],
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  for await (const data of retries.watch(signal)) yield { event: "retries", data };
}

/** Events of several sources as they come; all are left when the signal aborts or the reader leaves. */
async function* merge(
  sources: readonly AsyncGenerator<ServerEvent>[],
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const arrived: { source: AsyncGenerator<ServerEvent>; event: ServerEvent }[] = [];
  let wake = Promise.withResolvers<void>();
  let open = sources.length;
  // Each source is asked for one event at a time, so that it sees a slow reader as slow.
  const pull = async (source: AsyncGenerator<ServerEvent>) => {
    const { done, value } = await source.next().catch(() => ({ done: true, value: undefined }));
    if (done || !value) open--;
    else arrived.push({ source, event: value });
    wake.resolve();
  };
  sources.forEach(pull);
  try {
    while (!signal.aborted && (open > 0 || arrived.length > 0)) {
      const next = arrived.shift();
      if (next) {
        pull(next.source);
        yield next.event;
      } else {
        await wake.promise;
        wake = Promise.withResolvers();
      }
    }
  } finally {
    // Not waited for: a source in the middle of a wait returns only when the signal ends that.
    for (const source of sources) source.return(undefined).catch(() => {});
  }
}
