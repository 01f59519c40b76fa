/** What the error says that carries the failures of items. */
const FAILED = "Cannot complete the mapping as an error was thrown from an item";

/**
 * Maps items with at most `poolLimit` calls at a time, and yields the results in the order of the items.
 *
 * After a failure no further call is begun; those under way are waited for.
 *
 * @throws {RangeError} When the limit is not a positive integer.
 * @throws {AggregateError} While iterating, when calls failed.
 */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (data: T) => Promise<R>,
): AsyncIterableIterator<R> {
  if (!Number.isInteger(poolLimit) || poolLimit < 1) {
    throw new RangeError("'poolLimit' must be a positive integer");
  }
  const errors: unknown[] = [];
  let failed = false;
  const { readable, writable } = new TransformStream<Promise<R>, R>({
    async transform(call, controller) {
      const [result] = await Promise.allSettled([call]);
      if (result.status === "fulfilled") controller.enqueue(result.value);
    },
    flush() {
      if (failed) throw new AggregateError(errors, FAILED);
    },
  });
  feed(writable.getWriter()).catch(() => {
    // The reader gets the failure, or went away and wants no more.
  });
  return readable[Symbol.asyncIterator]() as AsyncIterableIterator<R>;

  async function feed(writer: WritableStreamDefaultWriter<Promise<R>>): Promise<void> {
    const running = new Set<Promise<void>>();
    try {
      for await (const item of array) {
        const call = Promise.resolve().then(() => iteratorFn(item));
        const end: Promise<void> = call
          .then(() => {}, (error) => {
            failed = true;
            errors.push(error);
          })
          .finally(() => running.delete(end));
        running.add(end);
        writer.write(call).catch(() => {});
        if (running.size >= poolLimit) await Promise.race(running);
        if (failed) break;
      }
    } catch {
      failed = true;
    }
    await Promise.all(running);
    await writer.close();
  }
}
