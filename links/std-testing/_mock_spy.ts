// Mocked functions are of any shape.
// deno-lint-ignore-file no-explicit-any
import { MockError } from "./_mock_error.ts";

/** One call of a spy. */
export interface SpyCall<Self = any, Args extends unknown[] = any[], Return = any> {
  /** The arguments. */
  args: Args;
  /** What was thrown. */
  error?: Error;
  /** What was returned. */
  returned?: Return;
  /** The object it was called on. */
  self?: Self;
}

/** A function that records its calls. */
export interface Spy<Self = any, Args extends unknown[] = any[], Return = any> {
  (this: Self, ...args: Args): Return;
  /** The function behind it. */
  original: (this: Self, ...args: Args) => Return;
  /** The calls so far. */
  calls: SpyCall<Self, Args, Return>[];
  /** Whether the method was put back. */
  restored: boolean;
  /** Puts the method back. */
  restore(): void;
}

/** A spy in the place of a method. */
export interface MethodSpy<Self = any, Args extends unknown[] = any[], Return = any>
  extends Spy<Self, Args, Return>, Disposable {}

/** The parameters of a method. */
export type GetParametersFromProp<Self, Prop extends keyof Self> = Self[Prop] extends
  (...args: infer Args) => unknown ? Args : unknown[];

/** What a method returns. */
export type GetReturnFromProp<Self, Prop extends keyof Self> = Self[Prop] extends
  (...args: any[]) => infer Return ? Return : unknown;

/** Anything that lists its calls. */
export interface SpyLike<Self = any, Args extends unknown[] = any[], Return = any> {
  /** The calls so far. */
  calls: SpyCall<Self, Args, Return>[];
}

/** Makes a function that records its calls and returns nothing. */
export function spy<Self = any, Args extends unknown[] = any[], Return = undefined>(): Spy<
  Self,
  Args,
  Return
>;
/** Makes a function that records its calls, and calls `func`. */
export function spy<Self, Args extends unknown[], Return>(
  func: (this: Self, ...args: Args) => Return,
): Spy<Self, Args, Return>;
/** Puts a spy in the place of a method, until it is restored. */
export function spy<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
): MethodSpy<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
export function spy(target?: any, property?: PropertyKey): Spy {
  if (property !== undefined) return replaceMethod(target, property, target[property]);
  return record(target ?? (() => {}), () => {
    throw new MockError("Cannot restore: function cannot be restored");
  });
}

/** Puts `fake`, with its calls recorded, in the place of a method. */
export function replaceMethod(
  self: any,
  property: PropertyKey,
  fake: unknown,
  verb = "spy",
): MethodSpy {
  const original = self[property];
  if (typeof original !== "function") {
    throw new MockError(`Cannot ${verb}: property is not an instance method`);
  }
  if (isSpied(original)) throw new MockError(`Cannot ${verb}: already spying on instance method`);
  const own = Object.getOwnPropertyDescriptor(self, property);
  if (own && !own.configurable) {
    throw new MockError(`Cannot ${verb}: non-configurable instance method`);
  }
  const result = record(fake as Spy["original"], () => {
    if (result.restored) throw new MockError("Cannot restore: instance method already restored");
    if (own) Object.defineProperty(self, property, own);
    else delete self[property];
  });
  result.original = original;
  Object.defineProperty(self, property, {
    value: result,
    configurable: true,
    enumerable: own?.enumerable ?? false,
    writable: own?.writable ?? true,
  });
  return result as MethodSpy;
}

const SPIED = new WeakSet<object>();

function isSpied(func: object): boolean {
  return SPIED.has(func);
}

function record(original: Spy["original"], restore: () => void): Spy {
  const calls: SpyCall[] = [];
  let restored = false;
  const result = Object.assign(
    function (this: unknown, ...args: any[]): unknown {
      const call: SpyCall = this === undefined || this === globalThis
        ? { args }
        : { args, self: this };
      try {
        call.returned = original.apply(this, args);
      } catch (error) {
        call.error = error as Error;
        calls.push(call);
        throw error;
      }
      calls.push(call);
      return call.returned;
    },
    { original, calls },
  );
  const back = () => {
    restore();
    restored = true;
  };
  Object.defineProperties(result, {
    restored: { get: () => restored, enumerable: true },
    restore: { value: back },
    [Symbol.dispose]: { value: () => restored || back() },
  });
  SPIED.add(result);
  return result as unknown as Spy;
}
