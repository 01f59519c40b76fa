/** Something that there is only so much of, such as memory, taken in the order of asking. */
export class Budget {
  #left: number;
  readonly #whole: number;
  readonly #waiting: { amount: number; grant: () => void }[] = [];

  /** Makes a budget of so many units. */
  constructor(whole: number) {
    this.#whole = this.#left = whole;
  }

  /** Takes an amount as soon as it is there. More than all there is counts as all. */
  async take(amount: number, signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    const granted = Math.min(amount, this.#whole);
    if (this.#waiting.length > 0 || granted > this.#left) await this.#wait(granted, signal);
    else this.#left -= granted;
    let given = false;
    return {
      [Symbol.dispose]: () => {
        if (given) return;
        given = true;
        this.#left += granted;
        this.#serve();
      },
    };
  }

  #wait(amount: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => {
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      reject(signal!.reason);
      this.#serve();
    };
    const entry = {
      amount,
      grant: () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      },
    };
    this.#waiting.push(entry);
    signal?.addEventListener("abort", stop, { once: true });
    return promise;
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#waiting[0].amount <= this.#left) {
      const { amount, grant } = this.#waiting.shift()!;
      this.#left -= amount;
      grant();
    }
  }
}
