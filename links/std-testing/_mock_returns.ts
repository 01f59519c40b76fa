import { MockError } from "./_mock_error.ts";

/** Makes a function that returns its `this`. */
// deno-lint-ignore no-explicit-any
export function returnsThis<Self = any, Args extends unknown[] = any[]>(): (
  this: Self,
  ...args: Args
) => Self {
  return function () {
    return this;
  };
}

/** Makes a function that returns one of its arguments. */
// deno-lint-ignore no-explicit-any
export function returnsArg<Arg, Self = any>(idx: number): (this: Self, ...args: Arg[]) => Arg {
  return (...args) => args[idx];
}

/** Makes a function that returns some of its arguments. */
// deno-lint-ignore no-explicit-any
export function returnsArgs<Args extends unknown[], Self = any>(
  start = 0,
  end?: number,
): (this: Self, ...args: Args) => Args {
  return (...args) => args.slice(start, end) as Args;
}

/**
 * Makes a function that returns one value after the other; an error among them is thrown.
 *
 * @throws {MockError} When called more often than there are values.
 */
// deno-lint-ignore no-explicit-any
export function returnsNext<Return, Self = any, Args extends unknown[] = any[]>(
  values: Iterable<Return | Error>,
): (this: Self, ...args: Args) => Return {
  const iterator = values[Symbol.iterator]();
  let calls = 0;
  return () => {
    const { done, value } = iterator.next();
    if (done) throw exhausted(calls);
    calls++;
    if (value instanceof Error) throw value;
    return value;
  };
}

/**
 * Makes a function that resolves to one value after the other; an error among them rejects.
 *
 * @throws {MockError} When called more often than there are values.
 */
// deno-lint-ignore no-explicit-any
export function resolvesNext<Return, Self = any, Args extends unknown[] = any[]>(
  iterable:
    | Iterable<Return | Error | Promise<Return | Error>>
    | AsyncIterable<Return | Error | Promise<Return | Error>>,
): (this: Self, ...args: Args) => Promise<Return> {
  const iterator = Symbol.asyncIterator in iterable
    ? iterable[Symbol.asyncIterator]()
    : iterable[Symbol.iterator]();
  let calls = 0;
  return async () => {
    const { done, value: next } = await iterator.next();
    if (done) throw exhausted(calls);
    calls++;
    const value = await next;
    if (value instanceof Error) throw value;
    return value;
  };
}

function exhausted(calls: number): MockError {
  return new MockError(`Not expected to be called more than ${calls} time(s)`);
}
