/**
 * What something was asked under, outermost first: `["profile", "farm-...", "queue-..."]`. A result is
 * applied, or saved, only while this is still what is selected.
 *
 * @example
 * ```ts
 * import { type Lineage, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * let selected: Lineage = ["work", "farm-a"];
 * await using scope = new TaskScope({ lineage: () => selected });
 * const task = scope.start("List queues", () => Promise.resolve([]), { lineage: selected });
 * selected = ["work", "farm-b"];
 * assertEquals((await task.outcome).status, "superseded");
 * ```
 */
export type Lineage = readonly (string | undefined)[];

/**
 * Whether what was asked under `asked` may be applied while `current` is selected: every level that
 * `asked` names is still the same. Deeper levels of `current` do not matter.
 *
 * @example
 * ```ts
 * import { sameLineage } from "@deadline/client/task";
 * import { assert } from "@std/assert";
 *
 * assert(sameLineage(["work", "farm-a"], ["work", "farm-a", "queue-1"]));
 * assert(!sameLineage(["work", "farm-a"], ["work", "farm-b"]));
 * ```
 */
export function sameLineage(asked: Lineage, current: Lineage): boolean {
  return asked.every((level, depth) => level === current[depth]);
}
