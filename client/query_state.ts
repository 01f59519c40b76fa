import { type Signal, signal } from "@preact/signals";
import { inBrowser } from "./in_browser.ts";

/**
 * Values that live in the page's URL, so that a link shows the same thing to a colleague. Values that
 * equal their default are left out.
 */
export class QueryState<K extends string> {
  /** The values now; a component that reads them follows them. */
  readonly values: Signal<Record<K, string>>;
  readonly #defaults: Record<K, string>;

  /** `defaults` names the parameters. */
  constructor(defaults: Record<K, string>) {
    this.#defaults = defaults;
    this.values = signal(inBrowser ? this.#read() : defaults);
    if (inBrowser) addEventListener("popstate", () => this.values.value = this.#read());
  }

  /** Changes some values and the URL with them; `push` makes it a step that Back undoes. */
  set(change: Partial<Record<K, string>>, options: { push?: boolean } = {}): void {
    this.values.value = { ...this.values.peek(), ...change };
    const url = new URL(location.href);
    for (const name of Object.keys(this.#defaults) as K[]) {
      const value = this.values.peek()[name];
      if (value === this.#defaults[name]) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    if (options.push) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  #read(): Record<K, string> {
    const query = new URLSearchParams(location.search);
    const values = { ...this.#defaults };
    for (const name of Object.keys(values) as K[]) values[name] = query.get(name) ?? values[name];
    return values;
  }
}
