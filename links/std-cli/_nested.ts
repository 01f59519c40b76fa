/** Options by name; a dot in a name leads to an object within. */
export interface Nested {
  [key: string]: unknown;
}

/** Sets an option, or adds to it when it is collected. */
export function setOption(target: Nested, name: string, value: unknown, collect: boolean): void {
  const keys = name.split(".");
  const last = keys.pop() as string;
  let at = target;
  for (const key of keys) {
    if (isUnsafe(at, key)) return;
    at = (at[key] ??= {}) as Nested;
  }
  if (isUnsafe(at, last)) return;
  if (!collect) at[last] = value;
  else if (Array.isArray(at[last])) at[last].push(value);
  else at[last] = at[last] ? [at[last], value] : [value];
}

/** Whether an option is there. */
export function hasOption(target: Nested, name: string): boolean {
  let at: unknown = target;
  for (const key of name.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Nested)[key];
  }
  return true;
}

/** Sets an option that is not there yet. */
export function fill(target: Nested, name: string, value: unknown): void {
  if (!hasOption(target, name)) setOption(target, name, value, false);
}

/** Names that would reach into the prototype. */
function isUnsafe(target: Nested, key: string): boolean {
  return key === "__proto__" || (key === "constructor" && typeof target[key] === "function");
}
