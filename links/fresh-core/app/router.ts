/** An HTTP method that routes can handle. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** All methods, for routes that do not care. */
export const METHODS: readonly Method[] = [
  "GET",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
];

interface Entry<T> {
  pattern: string;
  matcher: URLPattern | undefined;
  byMethod: Map<Method, T>;
}

/** What a request leads to. */
export interface Match<T> {
  /** The pattern that fits, or null. */
  pattern: string | null;
  /** What was added for the pattern and the method. */
  item: T | null;
  /** The values of the parameters in the path. */
  params: Record<string, string>;
  /** The methods that the pattern has. */
  allowed: Method[];
}

/** Finds what was added for a path: plain paths first, then patterns in the order in which they were added. */
export class Router<T> {
  #plain = new Map<string, Entry<T>>();
  #patterns = new Map<string, Entry<T>>();

  /** Adds an item; the first one for a pattern and a method stays. */
  add(method: Method, pattern: string, item: T): void {
    const isPattern = /[*:{}+?()]/.test(pattern);
    const table = isPattern ? this.#patterns : this.#plain;
    const entry = table.getOrInsertComputed(pattern, () => ({
      pattern,
      matcher: isPattern ? new URLPattern({ pathname: pattern }) : undefined,
      byMethod: new Map(),
    }));
    if (!entry.byMethod.has(method)) entry.byMethod.set(method, item);
  }

  /** Finds the item for a request. */
  match(method: Method, url: URL): Match<T> {
    const { pathname } = url;
    const other = pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
    const plain = this.#plain.get(pathname) ?? this.#plain.get(other);
    if (plain) return found(plain, method, {});
    for (const entry of this.#patterns.values()) {
      const groups = entry.matcher?.exec(url)?.pathname.groups;
      if (groups) return found(entry, method, groups);
    }
    return { pattern: null, item: null, params: Object.create(null), allowed: [] };
  }
}

function found<T>(
  entry: Entry<T>,
  method: Method,
  groups: Record<string, string | undefined>,
): Match<T> {
  const { pattern, byMethod } = entry;
  const item = byMethod.get(method) ?? (method === "HEAD" ? byMethod.get("GET") : undefined);
  const params: Record<string, string> = Object.create(null);
  if (item !== undefined) {
    for (const [name, value] of Object.entries(groups)) params[name] = decodeURI(value ?? "");
  }
  return { pattern, item: item ?? null, params, allowed: [...byMethod.keys()] };
}
