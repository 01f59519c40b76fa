import { linkSignal } from "@deadline/client/task";

/** One event of a stream. */
export interface ServerEvent {
  /** What the browser sends back as `Last-Event-ID` when it connects again. */
  id?: string | number | undefined;
  /** Its kind; `message` unless given. */
  event?: string | undefined;
  /** Sent as JSON. */
  data: unknown;
}

/** Options for {@linkcode eventStream}. */
export interface EventStreamOptions {
  /** Ends the stream. */
  signal: AbortSignal;
  /** Called once when the stream is over, whoever ended it. */
  onEnd?: () => void;
  /**
   * Milliseconds between comment lines that keep the connection open and find out that it is gone.
   *
   * @default {15_000}
   */
  heartbeat?: number;
}

/** Answers with `text/event-stream`: the events of `source` as they come, until it ends. */
export function eventStream(
  source: AsyncIterable<ServerEvent>,
  { signal, onEnd = () => {}, heartbeat = 15_000 }: EventStreamOptions,
): Response {
  const encoder = new TextEncoder();
  const iterator = source[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setInterval> | undefined;
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearInterval(timer);
    unlink();
    onEnd();
    // Nobody is there to hear of an error while leaving.
    Promise.resolve(iterator.return?.()).catch(() => {});
  };
  let unlink = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = () => controller.enqueue(encoder.encode(":\n\n"));
      timer = setInterval(beat, heartbeat);
      unlink = linkSignal(signal, () => {
        if (!over) controller.close();
        end();
      });
    },
    async pull(controller) {
      const { done, value } = await iterator.next().catch(() => ({
        done: true as const,
        value: undefined,
      }));
      if (over) return;
      if (!done) return controller.enqueue(encoder.encode(format(value)));
      controller.close();
      end();
    },
    cancel: end,
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

function format({ id, event, data }: ServerEvent): string {
  const head = [id === undefined ? "" : `id: ${id}\n`, event ? `event: ${event}\n` : ""].join("");
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}
