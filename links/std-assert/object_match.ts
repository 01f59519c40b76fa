import { assertEquals } from "./equals.ts";

/**
 * Asserts that an object has all that `expected` has, deeply; what else it has does not matter.
 *
 * @throws {AssertionError} When something is missing or different.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  if (!isObject(actual)) {
    throw new TypeError(`Cannot call assertObjectMatch: expected an object, got ${actual}`);
  }
  assertEquals(
    trim(actual, expected, []),
    trim(expected, expected, []),
    msg,
  );
}

/** A pair already being trimmed, for values that contain themselves. */
type Seen = readonly [value: object, shape: object, out: unknown];

/** `value` without the parts that `shape` does not name. */
function trim(value: unknown, shape: unknown, seen: Seen[]): unknown {
  if (!isObject(value) || !isObject(shape)) return value;
  if (value instanceof RegExp || value instanceof Date) return value;
  const known = seen.find((it) => it[0] === value && it[1] === shape);
  if (known) return known[2];
  if (value instanceof Set && shape instanceof Set) return value.intersection(shape);
  if (value instanceof Map && shape instanceof Map) {
    const out = new Map();
    seen.push([value, shape, out]);
    for (const [key, part] of shape) {
      if (value.has(key)) out.set(key, trim(value.get(key), part, seen));
    }
    return out;
  }
  const out = Array.isArray(value) && Array.isArray(shape) ? [] : {};
  seen.push([value, shape, out]);
  for (const key of Reflect.ownKeys({ ...shape })) {
    if (!(key in value)) continue;
    // Defined, not assigned, so that a key named __proto__ stays a key.
    Object.defineProperty(out, key, {
      value: trim(Reflect.get(value, key), Reflect.get(shape, key), seen),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return out;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
