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

/** An amount of something of which there is only so much, given out in the order asked for. */
export class Budget {
  #free: number;
  readonly #most: number;
  readonly #waiting: { amount: number; resolve: () => void }[] = [];

  constructor(amount: number) {
    this.#free = this.#most = amount;
  }

  /** Takes an amount, all there is at most; waits until it is free. */
  async take(asked: number): Promise<Disposable> {
    const amount = Math.min(asked, this.#most);
    if (this.#waiting.length > 0 || this.#free < amount) {
      await new Promise<void>((resolve) => this.#waiting.push({ amount, resolve }));
    } else this.#free -= amount;
    return {
      [Symbol.dispose]: () => {
        this.#free += amount;
        this.#giveOut();
      },
    };
  }

  #giveOut(): void {
    while (this.#waiting.length > 0 && this.#waiting[0].amount <= this.#free) {
      const { amount, resolve } = this.#waiting.shift()!;
      this.#free -= amount;
      resolve();
    }
  }
}
