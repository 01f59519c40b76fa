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
  assertEquals(
    trim(actual, expected, new Map()),
    trim(expected, expected, new Map()),
    msg,
  );
}

/** `value` without the parts that `shape` does not name. */
function trim(
  value: unknown,
  shape: unknown,
  seen: Map<object, unknown>,
): unknown {
  if (!isObject(value) || !isObject(shape)) return value;
  if (value instanceof RegExp || value instanceof Date) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value) && Array.isArray(shape)) {
    const out: unknown[] = [];
    seen.set(value, out);
    for (const [i, part] of shape.entries()) {
      if (i < value.length) out[i] = trim(value[i], part, seen);
    }
    return out;
  }
  if (value instanceof Set && shape instanceof Set) {
    return value.intersection(shape);
  }
  if (value instanceof Map && shape instanceof Map) {
    const out = new Map();
    seen.set(value, out);
    for (const [key, part] of shape) {
      if (value.has(key)) out.set(key, trim(value.get(key), part, seen));
    }
    return out;
  }
  const out: Record<PropertyKey, unknown> = {};
  seen.set(value, out);
  for (const key of Reflect.ownKeys(shape)) {
    if (key in value) {
      out[key] = trim(Reflect.get(value, key), Reflect.get(shape, key), seen);
    }
  }
  return out;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
