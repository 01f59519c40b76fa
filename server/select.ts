import { type Lineage, TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { Selection } from "./contract.ts";
import { checkUnder } from "./lineage_check.ts";
import { compact } from "./shapes/compact.ts";

/** What may be selected; a farm without a queue clears the queue. */
export interface SelectionChange {
  farmId?: string;
  queueId?: string;
  /** It was chosen for the person, as the only one there is: what somebody has chosen stays. */
  isOnly?: boolean;
}

/** What is selected, with the names that are known already: nobody waits for the service. */
export async function named(
  { selection, names, profile }: Console,
  signal: AbortSignal,
): Promise<Selection> {
  const { farmId, queueId } = await selection.read(signal);
  const [farmName, queueName] = [names.get(farmId), names.get(queueId)];
  return compact({ profile, farmId, farmName, queueId, queueName });
}

/**
 * Saves a selection, if what it was asked under is still selected and no newer choice was made.
 *
 * @throws {TaskError} with status 400 if the ids are not ids, 409 if the console talks to something
 *   else by now.
 */
export async function select(
  console: Console,
  { farmId, queueId, isOnly }: SelectionChange,
  lineage: Lineage,
  isNewest?: () => boolean,
): Promise<void> {
  // The body of the request took its time; the profile may be another since it was let in.
  checkUnder(lineage, { profile: console.profile });
  checkId("farm", farmId);
  checkId("queue", queueId);
  // On the local farm there is one region, whatever a farm is said to be in.
  const region = console.launch.mode === "aws" ? console.regions.get(farmId) : undefined;
  const place = { farmId, queueId, region };
  await console.selection.select(place, { askedUnder: lineage[1], isOnly, isNewest });
  await console.takeUpSettings();
}

function checkId(kind: "farm" | "queue", id: unknown): void {
  if (
    id === undefined || (typeof id === "string" && new RegExp(`^${kind}-[0-9a-f]{32}$`).test(id))
  ) {
    return;
  }
  throw new TaskError(`"${id}" is no ${kind} id`, { code: "BadRequest", status: 400 });
}
