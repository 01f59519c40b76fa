import { assertEquals, AssertionError, assertIsError, assertRejects } from "@std/assert";
import type { SpyCall, SpyLike } from "./_mock_spy.ts";

/** What a call is expected to be; what is left out does not matter. */
// deno-lint-ignore no-explicit-any
export interface ExpectedSpyCall<Self = any, Args extends unknown[] = any[], Return = any> {
  /** The arguments. */
  args?: [...Args, ...unknown[]];
  /** The object it was called on. */
  self?: Self;
  /** What it returned; for {@linkcode assertSpyCallAsync}, what its promise resolved to. */
  returned?: Return;
  /** What it threw. */
  error?: {
    /** The class of the error. */
    // deno-lint-ignore no-explicit-any
    Class?: abstract new (...args: any[]) => Error;
    /** A text in its message. */
    msgIncludes?: string;
  };
}

/**
 * Asserts how often a spy was called.
 *
 * @throws {AssertionError} When it was called more or less often; an error that a call threw is the cause.
 */
export function assertSpyCalls<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  expectedCalls: number,
): void {
  const count = spy.calls.length;
  if (count === expectedCalls) return;
  const kind = count < expectedCalls ? "not called" : "called more";
  const verb = count < expectedCalls ? "as much as expected" : "than expected";
  const shown =
    `Spy ${kind} ${verb}: expected ${expectedCalls} call(s), received ${count} call(s).`;
  const failed = spy.calls.find((call) => call.error !== undefined);
  throw new AssertionError(shown, failed && { cause: failed.error });
}

/**
 * Asserts what a call was like; calls count from 0.
 *
 * @throws {AssertionError} When it was different.
 */
export function assertSpyCall<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  expected: ExpectedSpyCall<Self, Args, Return> = {},
): void {
  const call = callAt(spy, callIndex);
  if (expected.args) {
    assertEquals<unknown[]>(call.args, expected.args, "Spy not called with expected args");
  }
  if ("self" in expected) {
    assertEquals(call.self, expected.self, "Spy not called as method on expected self");
  }
  oneOutcome(expected);
  if ("returned" in expected) {
    if (call.error) {
      throw new AssertionError("Spy call did not return expected value, an error was thrown.", {
        cause: call.error,
      });
    }
    assertEquals(call.returned, expected.returned, "Spy call did not return expected value");
  }
  if ("error" in expected) {
    if ("returned" in call) {
      throw new AssertionError("Spy call did not throw an error, a value was returned.");
    }
    assertIsError(call.error, expected.error?.Class, expected.error?.msgIncludes);
  }
}

/**
 * Asserts what a call that returned a promise was like; calls count from 0.
 *
 * @throws {AssertionError} When it was different.
 */
export async function assertSpyCallAsync<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Promise<Return>>,
  callIndex: number,
  expected: ExpectedSpyCall<Self, Args, Promise<Return> | Return> = {},
): Promise<void> {
  const { returned: _returned, error: _error, ...direct } = expected;
  assertSpyCall(spy, callIndex, direct as ExpectedSpyCall<Self, Args, Promise<Return>>);
  oneOutcome(expected);
  const { error, returned } = callAt(spy, callIndex);
  if (error) {
    throw new AssertionError("Spy call did not return a promise, an error was thrown.", {
      cause: error,
    });
  }
  if (!((returned as unknown) instanceof Promise)) {
    throw new AssertionError("Spy call did not return a promise, a value was returned.");
  }
  if ("error" in expected) {
    await assertRejects(
      () => Promise.resolve(returned),
      expected.error?.Class ?? Error,
      expected.error?.msgIncludes ?? "",
    );
  } else if ("returned" in expected) {
    const value = await (returned as Promise<Return>).catch((cause) => {
      throw new AssertionError("Spy call returned promise was rejected", { cause });
    });
    assertEquals<unknown>(
      value,
      await expected.returned,
      "Spy call did not resolve to expected value",
    );
  }
}

/**
 * Asserts one argument of a call, and returns it.
 *
 * @throws {AssertionError} When it was different.
 */
export function assertSpyCallArg<Self, Args extends unknown[], Return, ExpectedArg>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argIndex: number,
  expected: ExpectedArg,
): ExpectedArg {
  const arg = callAt(spy, callIndex).args[argIndex];
  assertEquals<unknown>(arg, expected);
  return arg as ExpectedArg;
}

/**
 * Asserts the arguments of a call, from `argsStart` up to `argsEnd`, and returns them.
 *
 * @throws {AssertionError} When they were different.
 */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  expected: ExpectedArgs,
): ExpectedArgs;
/**
 * Asserts the arguments of a call, from `argsStart` on, and returns them.
 *
 * @throws {AssertionError} When they were different.
 */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argsStart: number,
  expected: ExpectedArgs,
): ExpectedArgs;
/**
 * Asserts the arguments of a call, from `argsStart` up to `argsEnd`, and returns them.
 *
 * @throws {AssertionError} When they were different.
 */
export function assertSpyCallArgs<
  Self,
  Args extends unknown[],
  Return,
  ExpectedArgs extends unknown[],
>(
  spy: SpyLike<Self, Args, Return>,
  callIndex: number,
  argsStart: number,
  argsEnd: number,
  expected: ExpectedArgs,
): ExpectedArgs;
export function assertSpyCallArgs(
  spy: SpyLike,
  callIndex: number,
  ...rest: unknown[]
): unknown[] {
  const expected = rest.pop() as unknown[];
  const [start, end] = rest as number[];
  const args = callAt(spy, callIndex).args.slice(start, end);
  assertEquals(args, expected);
  return args;
}

function callAt<Self, Args extends unknown[], Return>(
  spy: SpyLike<Self, Args, Return>,
  index: number,
): SpyCall<Self, Args, Return> {
  const call = spy.calls[index];
  if (call === undefined) {
    throw new AssertionError(
      `Spy not called as much as expected: expected at least ${index + 1} call(s), ` +
        `received ${spy.calls.length} call(s).`,
    );
  }
  return call;
}

function oneOutcome(expected: object): void {
  if ("returned" in expected && "error" in expected) {
    throw new TypeError("Do not expect error and return, only one should be expected");
  }
}
