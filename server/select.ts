import { type CallOptions, getFarm, getQueue } from "@deadline/client";
import { type Lineage, TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { Selection } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** What may be selected; a farm without a queue clears the queue. */
export interface SelectionChange {
  farmId?: string;
  queueId?: string;
}

/** What is selected, with names where the service knows them. */
export async function named(console: Console, call: CallOptions): Promise<Selection> {
  const { farmId, queueId } = await console.selection.read();
  const [farm, queue] = await Promise.all([
    farmId ? getFarm({ farmId }, call).catch(nothing(call)) : undefined,
    farmId && queueId ? getQueue({ farmId, queueId }, call).catch(nothing(call)) : undefined,
  ]);
  return compact({
    profile: console.profile,
    farmId,
    farmName: farm?.displayName,
    queueId,
    queueName: queue?.displayName,
  });
}

/**
 * Saves a selection, if what it was asked under is still selected.
 *
 * @throws {TaskError} with status 400 if the ids are not ids.
 */
export async function select(
  console: Console,
  { farmId, queueId }: SelectionChange,
  lineage: Lineage,
): Promise<void> {
  checkId("farm", farmId);
  checkId("queue", queueId);
  await console.selection.select({ farmId, queueId }, lineage[1]);
}

function checkId(kind: "farm" | "queue", id: unknown): void {
  if (
    id === undefined || (typeof id === "string" && new RegExp(`^${kind}-[0-9a-f]{32}$`).test(id))
  ) {
    return;
  }
  throw new TaskError(`"${id}" is no ${kind} id`, { code: "BadRequest", status: 400 });
}

/** A name that cannot be read does not hide what is selected. */
function nothing({ signal }: CallOptions): (error: unknown) => undefined {
  return (error) => {
    if (signal?.aborted) throw error;
    return undefined;
  };
}
