/** Milliseconds of silence after which an empty line is written. */
const INTERVAL = 400;

/**
 * Passes JSON lines on, with an empty line in each longer silence; readers skip those.
 *
 * Deno does not always notice that the caller of a request with a body has left: when the body came
 * in two reads it looks at the connection again only when it writes. So something is written.
 */
export function withHeartbeat(
  lines: ReadableStream<Uint8Array>,
  interval = INTERVAL,
): ReadableStream<Uint8Array> {
  const reader = lines.getReader();
  const empty = new TextEncoder().encode("\n");
  let coming: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      coming ??= reader.read();
      const { promise: silence, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(resolve, interval);
      try {
        const next = await Promise.race([coming, silence]);
        if (!next) return controller.enqueue(empty);
        coming = undefined;
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      } finally {
        clearTimeout(timer);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
