/** Reads several async iterables at once, as one, in the order in which items come. */
export class MuxAsyncIterator<T> implements AsyncIterable<T> {
  #open = 0;
  #items: { value: T; iterator: AsyncIterator<T> }[] = [];
  #errors: unknown[] = [];
  #wake = Promise.withResolvers<void>();

  /** Adds an iterable; those added while reading are read too. */
  add(iterable: AsyncIterable<T>): void {
    this.#open++;
    this.#next(iterable[Symbol.asyncIterator]());
  }

  async #next(iterator: AsyncIterator<T>): Promise<void> {
    try {
      const { done, value } = await iterator.next();
      if (done) this.#open--;
      else this.#items.push({ value, iterator });
    } catch (error) {
      this.#errors.push(error);
    }
    this.#wake.resolve();
  }

  /** Yields the items of all iterables until each has ended; throws the first failure. */
  async *iterate(): AsyncIterableIterator<T> {
    while (this.#open > 0) {
      await this.#wake.promise;
      if (this.#errors.length === 0) this.#wake = Promise.withResolvers();
      for (const { value, iterator } of this.#items.splice(0)) {
        yield value;
        this.#next(iterator);
      }
      if (this.#errors.length > 0) throw this.#errors[0];
    }
  }

  /** Reads the iterables, as {@linkcode MuxAsyncIterator.iterate} does. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate();
  }
}
