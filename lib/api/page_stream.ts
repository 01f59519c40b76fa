/** One page of a list, and where the next one starts. */
export interface FetchedPage<Item, Cursor> {
  /** The items of the page. */
  items: Item[];
  /** Where the next page starts; absent on the last one. */
  next?: Cursor | undefined;
}

/**
 * A list that arrives page by page. Iterate it for its items, or {@linkcode PageStream.pages} to
 * handle each page as it comes. Nothing is asked before the first step, each iteration asks anew,
 * and leaving the loop early asks for no further page.
 *
 * @typeParam Item What the list holds.
 *
 * ```ts
 * import { listQueues } from "@deadline/client";
 *
 * const queues = listQueues({ farmId: "farm-0123456789abcdef0123456789abcdef" });
 * for await (const queue of queues) console.log(queue.displayName);
 * for await (const page of queues.pages()) console.log(page.length);
 * const all = await queues.toArray();
 * ```
 */
export class PageStream<Item> implements AsyncIterable<Item> {
  readonly #pages: () => AsyncGenerator<Item[], void, undefined>;

  /** Makes a stream over the pages that `pages` gives, one generator for each iteration. */
  constructor(pages: () => AsyncGenerator<Item[], void, undefined>) {
    this.#pages = pages;
  }

  /** The pages, each as an array of items; an empty list has no pages or empty ones. */
  pages(): AsyncGenerator<Item[], void, undefined> {
    return this.#pages();
  }

  /** All items, when the last page has come. */
  async toArray(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of this.pages()) items.push(...page);
    return items;
  }

  /** The items one by one. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page;
  }
}

/** Makes a {@linkcode PageStream} of a function that fetches the page at a cursor. */
export function pageStream<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<FetchedPage<Item, Cursor>>,
): PageStream<Item> {
  return new PageStream(async function* () {
    let cursor: Cursor | undefined;
    do {
      const page = await fetchPage(cursor);
      cursor = page.next;
      yield page.items;
    } while (cursor !== undefined);
  });
}
