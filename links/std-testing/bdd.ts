/**
 * Tests told as behaviour: `describe`, `it` and hooks over `Deno.test` and its steps.
 *
 * @module
 */
import {
  type DescribeDefinition,
  type Hook,
  type HookName,
  type ItDefinition,
  registerTest,
  Suite,
  type TestBody,
  type TestSuite,
} from "./_suite.ts";

export type { DescribeDefinition, ItDefinition, TestSuite };

type ItOptions<T> = Partial<ItDefinition<T>>;
type DescribeOptions<T> = Partial<DescribeDefinition<T>>;
type SuiteBody = () => void;

/** The ways to write a test case: a name, options and a body, in this order, a suite before them. */
export type ItArgs<T> =
  | [options: ItDefinition<T>]
  | [name: string, options: Omit<ItDefinition<T>, "name">]
  | [name: string, fn: TestBody<T>]
  | [fn: TestBody<T>]
  | [name: string, options: Omit<ItDefinition<T>, "fn" | "name">, fn: TestBody<T>]
  | [options: Omit<ItDefinition<T>, "fn">, fn: TestBody<T>]
  | [options: Omit<ItDefinition<T>, "fn" | "name">, fn: TestBody<T>]
  | [suite: TestSuite<T>, name: string, options: Omit<ItDefinition<T>, "name" | "suite">]
  | [suite: TestSuite<T>, name: string, fn: TestBody<T>]
  | [suite: TestSuite<T>, fn: TestBody<T>]
  | [
    suite: TestSuite<T>,
    name: string,
    options: Omit<ItDefinition<T>, "fn" | "name" | "suite">,
    fn: TestBody<T>,
  ]
  | [suite: TestSuite<T>, options: Omit<ItDefinition<T>, "fn" | "suite">, fn: TestBody<T>]
  | [suite: TestSuite<T>, options: Omit<ItDefinition<T>, "fn" | "name" | "suite">, fn: TestBody<T>];

/** The ways to write a suite: a name, options and a body, in this order, a suite before them. */
export type DescribeArgs<T> =
  | [options: DescribeDefinition<T>]
  | [name: string]
  | [name: string, options: Omit<DescribeDefinition<T>, "name">]
  | [name: string, fn: SuiteBody]
  | [fn: SuiteBody]
  | [name: string, options: Omit<DescribeDefinition<T>, "fn" | "name">, fn: SuiteBody]
  | [options: Omit<DescribeDefinition<T>, "fn">, fn: SuiteBody]
  | [options: Omit<DescribeDefinition<T>, "fn" | "name">, fn: SuiteBody]
  | [suite: TestSuite<T>, name: string]
  | [suite: TestSuite<T>, name: string, options: Omit<DescribeDefinition<T>, "name" | "suite">]
  | [suite: TestSuite<T>, name: string, fn: SuiteBody]
  | [suite: TestSuite<T>, fn: SuiteBody]
  | [
    suite: TestSuite<T>,
    name: string,
    options: Omit<DescribeDefinition<T>, "fn" | "name" | "suite">,
    fn: SuiteBody,
  ]
  | [suite: TestSuite<T>, options: Omit<DescribeDefinition<T>, "fn" | "suite">, fn: SuiteBody]
  | [
    suite: TestSuite<T>,
    options: Omit<DescribeDefinition<T>, "fn" | "name" | "suite">,
    fn: SuiteBody,
  ];

/** Registers a test case. */
export interface it {
  <T>(...args: ItArgs<T>): void;
  /** Registers it as the only one to run. */
  only<T>(...args: ItArgs<T>): void;
  /** Registers it without running it. */
  ignore<T>(...args: ItArgs<T>): void;
  /** Registers it without running it. */
  skip<T>(...args: ItArgs<T>): void;
}

/** Registers a suite. */
export interface describe {
  <T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Registers it as the only one to run. */
  only<T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Registers it without running it. */
  ignore<T>(...args: DescribeArgs<T>): TestSuite<T>;
  /** Registers it without running it. */
  skip<T>(...args: DescribeArgs<T>): TestSuite<T>;
}

/** Registers a test case. */
export function it<T>(...args: ItArgs<T>): void {
  registerCase(readCase<T>(args));
}
it.only = function itOnly<T>(...args: ItArgs<T>): void {
  registerCase({ ...readCase<T>(args), only: true });
};
it.ignore = function itIgnore<T>(...args: ItArgs<T>): void {
  registerCase({ ...readCase<T>(args), ignore: true });
};
it.skip = it.ignore;

/** Another name of {@linkcode it}. */
export function test<T>(...args: ItArgs<T>): void {
  it(...args);
}
test.only = it.only;
test.ignore = it.ignore;
test.skip = it.skip;

/** Registers a suite; what its body registers is in it. */
export function describe<T>(...args: DescribeArgs<T>): TestSuite<T> {
  return registerSuite(readSuite<T>(args));
}
describe.only = function describeOnly<T>(...args: DescribeArgs<T>): TestSuite<T> {
  return registerSuite({ ...readSuite<T>(args), only: true });
};
describe.ignore = function describeIgnore<T>(...args: DescribeArgs<T>): TestSuite<T> {
  return registerSuite({ ...readSuite<T>(args), ignore: true });
};
describe.skip = describe.ignore;

/** Runs `fn` once before the tests of the suite. */
export function beforeAll<T>(fn: Hook<T>): void {
  addHook("beforeAll", fn);
}

/** Another name of {@linkcode beforeAll}. */
export function before<T>(fn: Hook<T>): void {
  addHook("beforeAll", fn);
}

/** Runs `fn` once after the tests of the suite. */
export function afterAll<T>(fn: Hook<T>): void {
  addHook("afterAll", fn);
}

/** Another name of {@linkcode afterAll}. */
export function after<T>(fn: Hook<T>): void {
  addHook("afterAll", fn);
}

/** Runs `fn` before each test of the suite. */
export function beforeEach<T>(fn: Hook<T>): void {
  addHook("beforeEach", fn);
}

/** Runs `fn` after each test of the suite. */
export function afterEach<T>(fn: Hook<T>): void {
  addHook("afterEach", fn);
}

function addHook<T>(name: HookName, fn: Hook<T>): void {
  if (Suite.current) return Suite.current.addHook(name, fn);
  if (Suite.started) {
    throw new Error("Cannot add global hooks after a global test is registered");
  }
  // Hooks outside of any suite make one that everything after them is in.
  const all = new Suite({ name: "global" });
  all.addHook(name, fn);
  Suite.current = all;
  registerTest(all.definition, (t) => all.run({}, t));
}

function registerCase<T>(definition: ItDefinition<T>): void {
  if (Suite.running > 0) {
    throw new Error(
      "Cannot register new test cases after already registered test cases start running",
    );
  }
  const suite = definition.suite ? Suite.of(definition.suite) : Suite.current;
  Suite.started = true;
  if (suite) suite.add(definition);
  else registerTest(definition, (t) => definition.fn.call({} as T, t));
}

function registerSuite<T>(definition: DescribeDefinition<T>): TestSuite<T> {
  if (Suite.running > 0) {
    throw new Error(
      "Cannot register new test suites after already registered test cases start running",
    );
  }
  Suite.started = true;
  const suite = new Suite(definition);
  const { fn, ignore } = definition;
  if (fn && !ignore) describeWithin(suite, fn);
  if (suite.parent) suite.parent.add(suite);
  else {
    const only = suite.focused ? { only: true } : {};
    registerTest({ ...definition, ...only }, (t) => suite.run({}, t));
  }
  return { symbol: suite.symbol };
}

function describeWithin(suite: Suite, fn: () => unknown): void {
  const outer = Suite.current;
  Suite.current = suite;
  try {
    if (fn() instanceof Promise) {
      throw new Error(
        'Returning a Promise from "describe" is not supported: tests must be defined synchronously',
      );
    }
  } finally {
    Suite.current = outer;
  }
}

/** Sorts out which of suite, name, options and body were given. */
function sort<Options extends object, Body extends (...args: never[]) => unknown>(
  args: readonly unknown[],
): { suite?: TestSuite<never>; name?: string; options?: Options; fn?: Body } {
  const rest = [...args];
  const sorted: { suite?: TestSuite<never>; name?: string; options?: Options; fn?: Body } = {};
  const first = rest[0] as { symbol?: unknown };
  if (typeof first === "object" && typeof first?.symbol === "symbol") {
    sorted.suite = rest.shift() as TestSuite<never>;
  }
  for (const one of rest) {
    if (typeof one === "string") sorted.name = one;
    else if (typeof one === "function") sorted.fn = one as Body;
    else if (typeof one === "object" && one !== null) sorted.options = one as Options;
  }
  return sorted;
}

function readCase<T>(args: ItArgs<T>): ItDefinition<T> {
  const { suite, name, options, fn } = sort<ItOptions<T>, TestBody<T>>(args);
  const body = (fn ?? options?.fn)!;
  return {
    ...(suite ? { suite } : {}),
    ...options,
    name: name ?? options?.name ?? body.name,
    fn: body,
  };
}

function readSuite<T>(args: DescribeArgs<T>): DescribeDefinition<T> {
  const { suite, name, options, fn } = sort<DescribeOptions<T>, SuiteBody>(args);
  const body = fn ?? options?.fn;
  return {
    ...(suite ? { suite } : {}),
    ...options,
    name: name ?? options?.name ?? body?.name ?? "",
    ...(body ? { fn: body } : {}),
  };
}
