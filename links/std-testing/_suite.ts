/** What a test case does; `this` is the context that hooks fill. */
export type TestBody<T> = (this: T, t: Deno.TestContext) => void | Promise<void>;

/** What is done before or after tests. */
export type Hook<T> = (this: T) => void | Promise<void>;

/** The four moments that hooks are for. */
export type HookName = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

/** A group of tests, as `describe` gives it. */
export interface TestSuite<T> {
  /** Tells suites apart. */
  symbol: symbol;
}

/** Options of a test case. */
export interface ItDefinition<T> extends Omit<Deno.TestDefinition, "fn"> {
  /** The body of the test case. */
  fn: TestBody<T>;
  /** The suite it belongs to, instead of the one that is being described. */
  suite?: TestSuite<T>;
}

/** Options of a suite. */
export interface DescribeDefinition<T> extends Omit<Deno.TestDefinition, "fn"> {
  /** Describes what is in the suite. */
  fn?: () => void | undefined;
  /** The suite it belongs to, instead of the one that is being described. */
  suite?: TestSuite<T>;
  /** Runs once before the tests of the suite. */
  beforeAll?: Hook<T> | Hook<T>[];
  /** Runs once after the tests of the suite. */
  afterAll?: Hook<T> | Hook<T>[];
  /** Runs before each test of the suite. */
  beforeEach?: Hook<T> | Hook<T>[];
  /** Runs after each test of the suite. */
  afterEach?: Hook<T> | Hook<T>[];
}

// Suites and cases hold contexts of any shape; only their own bodies know it.
// deno-lint-ignore no-explicit-any
type Any = any;

/** One node of the tree of suites; its leaves are test cases. */
export class Suite implements TestSuite<Any> {
  static readonly #all = new Map<symbol, Suite>();
  /** The suite that is being described. */
  static current: Suite | undefined;
  /** Whether a test outside any global suite has been registered. */
  static started = false;
  /** How many registered tests run at this moment. */
  static running = 0;

  readonly symbol = Symbol();
  readonly definition: DescribeDefinition<Any>;
  readonly parent: Suite | undefined;
  readonly #hooks: Record<HookName, Hook<Any>[]>;
  readonly #children: (Suite | ItDefinition<Any>)[] = [];

  constructor(definition: DescribeDefinition<Any>) {
    this.definition = definition;
    this.parent = definition.suite ? Suite.of(definition.suite) : Suite.current;
    this.#hooks = {
      beforeAll: [definition.beforeAll ?? []].flat(),
      afterAll: [definition.afterAll ?? []].flat(),
      beforeEach: [definition.beforeEach ?? []].flat(),
      afterEach: [definition.afterEach ?? []].flat(),
    };
    Suite.#all.set(this.symbol, this);
  }

  /** Finds the suite behind what `describe` gave. */
  static of({ symbol }: TestSuite<Any>): Suite {
    const found = Suite.#all.get(symbol);
    if (found) return found;
    throw new Error(
      "Cannot construct Test Suite: suite does not represent a registered test suite",
    );
  }

  addHook(name: HookName, hook: Hook<Any>): void {
    this.#hooks[name].push(hook);
  }

  add(child: Suite | ItDefinition<Any>): void {
    this.#children.push(child);
  }

  /** Whether `only` was said of it, or of anything in it. */
  get focused(): boolean {
    return this.definition.only === true || this.#hasFocus;
  }

  get #hasFocus(): boolean {
    return this.#children.some((child) =>
      child instanceof Suite ? child.focused : child.only === true
    );
  }

  /** Runs everything in it as steps; an own copy of `context` is what its hooks fill. */
  async run(context: object, t: Deno.TestContext): Promise<void> {
    const own = { ...context };
    for (const hook of this.#hooks.beforeAll) await hook.call(own);
    try {
      const focus = this.#hasFocus;
      for (const child of this.#children) {
        const chosen = child instanceof Suite ? child.focused : child.only === true;
        if (focus && !chosen) continue;
        await t.step(this.#step(child, own));
      }
    } finally {
      for (const hook of this.#hooks.afterAll) await hook.call(own);
    }
  }

  #step(child: Suite | ItDefinition<Any>, context: object): Deno.TestStepDefinition {
    const definition = child instanceof Suite ? child.definition : child;
    return {
      ...testOptions(definition),
      name: definition.name,
      fn: async (t) => {
        if (definition.permissions) {
          throw new Error("permissions option not available for nested tests");
        }
        if (child instanceof Suite) await child.run(context, t);
        else await this.#runCase(child, context, t);
      },
    };
  }

  async #runCase(one: ItDefinition<Any>, context: object, t: Deno.TestContext): Promise<void> {
    const own = { ...context };
    const lineage: Suite[] = [];
    // deno-lint-ignore no-this-alias -- the walk starts at this very suite
    for (let suite: Suite | undefined = this; suite; suite = suite.parent) lineage.unshift(suite);
    const within = async (depth: number): Promise<void> => {
      const suite = lineage[depth];
      if (!suite) return await one.fn.call(own, t);
      for (const hook of suite.#hooks.beforeEach) await hook.call(own);
      try {
        await within(depth + 1);
      } finally {
        for (const hook of suite.#hooks.afterEach) await hook.call(own);
      }
    };
    await within(0);
  }
}

/** The options that a step has in common with a test, where they are given. */
export function testOptions(
  { ignore, sanitizeExit, sanitizeOps, sanitizeResources }: Omit<Deno.TestDefinition, "fn">,
): Pick<Deno.TestDefinition, "ignore" | "sanitizeExit" | "sanitizeOps" | "sanitizeResources"> {
  return {
    ...(ignore === undefined ? {} : { ignore }),
    ...(sanitizeExit === undefined ? {} : { sanitizeExit }),
    ...(sanitizeOps === undefined ? {} : { sanitizeOps }),
    ...(sanitizeResources === undefined ? {} : { sanitizeResources }),
  };
}

/** Registers a test with the runner; while it runs, nothing more may be registered. */
export function registerTest(
  definition: Omit<Deno.TestDefinition, "fn">,
  fn: (t: Deno.TestContext) => void | Promise<void>,
): void {
  const { name, only, permissions } = definition;
  Deno.test({
    ...testOptions(definition),
    ...(only === undefined ? {} : { only }),
    ...(permissions === undefined ? {} : { permissions }),
    name,
    fn: async (t) => {
      Suite.running++;
      try {
        await fn(t);
      } finally {
        Suite.running--;
      }
    },
  });
}
