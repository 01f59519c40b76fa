// Mocked functions are of any shape.
// deno-lint-ignore-file no-explicit-any
import {
  type GetParametersFromProp,
  type GetReturnFromProp,
  type MethodSpy,
  replaceMethod,
} from "./_mock_spy.ts";

/** A function in the place of a method, that records its calls. */
export interface Stub<Self = any, Args extends unknown[] = any[], Return = any>
  extends MethodSpy<Self, Args, Return> {
  /** The function that stands in. */
  fake: (this: Self, ...args: Args) => Return;
}

/** Puts a function that returns nothing in the place of a method, until it is restored. */
export function stub<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
): Stub<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
/** Puts `func` in the place of a method, until it is restored. */
export function stub<Self, Prop extends keyof Self>(
  self: Self,
  property: Prop,
  func: (
    this: Self,
    ...args: GetParametersFromProp<Self, Prop>
  ) => GetReturnFromProp<Self, Prop>,
): Stub<Self, GetParametersFromProp<Self, Prop>, GetReturnFromProp<Self, Prop>>;
export function stub(
  self: any,
  property: PropertyKey,
  fake: (...args: any[]) => any = () => {},
): Stub {
  return Object.assign(replaceMethod(self, property, fake, "stub"), { fake });
}
