const TypedArray = Object.getPrototypeOf(Uint8Array) as {
  prototype: ArrayLike<unknown>;
};

/** Types whose text says all there is to compare. */
const TEXTUAL = [RegExp, URL, URLSearchParams, Intl.Locale, ...temporalTypes()];

/**
 * Tells whether two values are deeply equal, as {@linkcode assertEquals} sees it.
 *
 * `NaN` equals itself, `0` equals `-0`, a missing key differs from an `undefined` one, and classes must agree.
 *
 * @throws {TypeError} When asked to compare a `WeakMap` or `WeakSet`, which cannot be listed.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isReference(a) || !isReference(b) || typeof a !== typeof b) return false;
  if (typeof a === "function") return false;
  if (!sameClass(a, b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof WeakMap) {
    throw new TypeError("Cannot compare WeakMap instances");
  }
  if (a instanceof WeakSet) {
    throw new TypeError("Cannot compare WeakSet instances");
  }
  if (a instanceof WeakRef) {
    return compare(a.deref(), (b as WeakRef<object>).deref(), seen);
  }
  if (isBytes(a)) return sameItems(a, b as ArrayLike<unknown>);
  if (isBuffer(a)) {
    return sameItems(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Set) return sameMembers(a, b as Set<unknown>, seen);
  if (a instanceof Map) return sameEntries(a, b as Map<unknown, unknown>, seen);
  if (TEXTUAL.some((type) => Object.getPrototypeOf(a) === type.prototype)) {
    return String(a) === String(b);
  }
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  const keys = isPlain(a) ? ownKeys(a).union(ownKeys(b)) : chainKeys(a).union(chainKeys(b));
  for (const key of keys) {
    if (!(key in a) || !(key in b)) return false;
    if (!compare(Reflect.get(a, key), Reflect.get(b, key), seen)) return false;
  }
  return true;
}

function temporalTypes(): { prototype: unknown }[] {
  const temporal = Reflect.get(globalThis, "Temporal") as
    | Record<string, unknown>
    | undefined;
  if (temporal === undefined) return [];
  return Object.getOwnPropertyNames(temporal)
    .map((name) => temporal[name])
    .filter((type): type is { prototype: unknown } => typeof type === "function");
}

function isReference(value: unknown): value is object {
  return (typeof value === "object" && value !== null) ||
    typeof value === "function";
}

function isBytes(value: object): value is object & ArrayLike<unknown> {
  return Object.prototype.isPrototypeOf.call(TypedArray.prototype, value);
}

function isBuffer(value: object): value is ArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** An object without prototype counts as a plain one. */
function sameClass(a: object, b: object): boolean {
  const [left, right] = [a, b].map((it) => Object.getPrototypeOf(it) ?? Object.prototype);
  return left === right;
}

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype ||
    proto === Array.prototype;
}

/** Enumerable keys, and those that only symbols name. */
function ownKeys(value: object): Set<PropertyKey> {
  return new Set(Reflect.ownKeys({ ...value }));
}

/** Keys of a class instance, its getters and methods included. */
function chainKeys(value: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>();
  let at: object | null = value;
  while (at !== null && at !== Object.prototype && at !== Array.prototype) {
    for (const key of Reflect.ownKeys(at)) keys.add(key);
    at = Object.getPrototypeOf(at);
  }
  return keys;
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

function sameMembers(
  a: Set<unknown>,
  b: Set<unknown>,
  seen: Map<object, object>,
): boolean {
  if (a.size !== b.size) return false;
  const open = [...b];
  return [...a].every((item) => {
    if (!isReference(item)) return b.has(item);
    const at = open.findIndex((other) => compare(item, other, seen));
    if (at < 0) return false;
    open.splice(at, 1);
    return true;
  });
}

function sameEntries(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  seen: Map<object, object>,
): boolean {
  if (a.size !== b.size) return false;
  const open = [...b];
  return [...a].every(([key, value]) => {
    if (!isReference(key)) {
      return b.has(key) && compare(value, b.get(key), seen);
    }
    const at = open.findIndex(([k, v]) => compare(key, k, seen) && compare(value, v, seen));
    if (at < 0) return false;
    open.splice(at, 1);
    return true;
  });
}
