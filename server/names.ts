/** Names of farms and queues are kept up to this many; the oldest make room. */
const MOST = 1_000;

/**
 * Names (or other short facts) by id, as lists told them last. They let what is selected be shown at once; a page lists the
 * farms and queues in any case, and so learns the names of today.
 */
export class Names {
  readonly #names = new Map<string, string>();

  /** The name of `id`, if any list told it. */
  get(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#names.get(id);
  }

  /** Notes the name of `id`. */
  set(id: string, name: string): void {
    this.#names.delete(id);
    this.#names.set(id, name);
    if (this.#names.size <= MOST) return;
    const [oldest] = this.#names.keys();
    this.#names.delete(oldest);
  }
}
