import { computed, signal } from "@preact/signals";
import type { Entry } from "../shared/serialize.ts";

/** Where content of an island is in the page. */
export class SlotRef {
  /** Points to a slot by its number and the name of its prop. */
  constructor(readonly id: number, readonly name: string) {}
}

/** Reads what the server wrote with `serialize`. */
export function deserialize<T>(json: string): T {
  const entries: Entry[] = JSON.parse(json);
  const values = new Map<number, unknown>();
  return at(0) as T;

  function at(index: number): unknown {
    if (values.has(index)) return values.get(index);
    const entry = entries[index];
    if (typeof entry !== "object") return entry;
    if (!Array.isArray(entry)) {
      const object: Record<string, unknown> = keep(index, {});
      for (const [key, id] of Object.entries(entry)) object[key] = at(id);
      return object;
    }
    return tagged(index, entry);
  }

  /** Kept before it is filled, for values that contain themselves. */
  function keep<V>(index: number, value: V): V {
    values.set(index, value);
    return value;
  }

  // The arguments of each tag are what the server wrote for it.
  // deno-lint-ignore no-explicit-any
  function tagged(index: number, [tag, ...args]: [string, ...any[]]): unknown {
    switch (tag) {
      case "Null":
        return null;
      case "Number":
        return Number(args[0]);
      case "BigInt":
        return BigInt(args[0]);
      case "Array": {
        const array = keep(index, new Array(args.length));
        args.forEach((id, i) => {
          if (id >= 0) array[i] = at(id);
        });
        return array;
      }
      case "Set": {
        const set = keep(index, new Set());
        for (const id of args) set.add(at(id));
        return set;
      }
      case "Map": {
        const map = keep(index, new Map());
        for (let i = 0; i < args.length; i += 2) map.set(at(args[i]), at(args[i + 1]));
        return map;
      }
      case "URL":
        return keep(index, new URL(args[0]));
      case "Date":
        return keep(index, new Date(args[0] ?? NaN));
      case "RegExp":
        return keep(index, new RegExp(args[0], args[1]));
      case "Uint8Array":
        return keep(index, Uint8Array.from(atob(args[0]), (char) => char.charCodeAt(0)));
      case "Temporal":
        return keep(index, Temporal[args[0] as "Instant"].from(args[1]));
      case "Signal":
        return keep(index, signal(at(args[0])));
      case "Computed": {
        const value = at(args[0]);
        return keep(index, computed(() => value));
      }
      case "Slot":
        return keep(index, new SlotRef(args[0], args[1]));
    }
  }
}
