interface Layer {
  id: string;
  changes: Map<string, string | undefined>;
}

/** Environment variables of a session: a base, and what each entered environment changed. */
export class Variables {
  readonly #base: Readonly<Record<string, string>>;
  readonly #layers: Layer[] = [];

  /** Begins with the variables that every action sees. */
  constructor(base: Readonly<Record<string, string>>) {
    this.#base = base;
  }

  /** Name of the environment that was entered last. */
  get innermost(): string | undefined {
    return this.#layers.at(-1)?.id;
  }

  /** Begins the changes of an environment. */
  enter(id: string): void {
    this.#layers.push({ id, changes: new Map() });
  }

  /** Takes back the changes of the environment that was entered last. */
  leave(): void {
    this.#layers.pop();
  }

  /** Sets a variable, or with `undefined` takes it away, until the innermost environment is left. */
  change(name: string, value: string | undefined): void {
    this.#layers.at(-1)?.changes.set(name, value);
  }

  /** All variables as they stand, and `more` on top of them. */
  current(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const variables = new Map<string, string>(Object.entries(this.#base));
    for (const { changes } of this.#layers) {
      for (const [name, value] of changes) {
        if (value === undefined) variables.delete(name);
        else variables.set(name, value);
      }
    }
    return { ...Object.fromEntries(variables), ...more };
  }
}
