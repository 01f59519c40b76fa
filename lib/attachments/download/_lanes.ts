/** Runs `body` for all items, so many at once; each lane takes the next item when it is free. */
export async function inLanes<Item>(
  items: Iterable<Item>,
  lanes: number,
  body: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Iterator.from(items);
  const run = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await body(next.value);
  };
  const results = await Promise.allSettled(Array.from({ length: lanes }, run));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
