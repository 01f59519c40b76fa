import { listFarms } from "../api/farms.ts";
import { listFleets } from "../api/fleets.ts";
import { listQueues } from "../api/queues.ts";
import { DeadlineError } from "../errors/mod.ts";
import type { Context } from "./context.ts";
import { suggest } from "./suggest.ts";

/** Codes that a wrong id causes. */
const WRONG_ID: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "ResourceNotFoundException",
  "ValidationException",
]);
/** Milliseconds that looking for candidates may take; the error itself is known already. */
const PATIENCE = 3_000;
const SHOWN = 10;

/**
 * Looks for the farms, queues or fleets that a failed call may have meant, from the id that is
 * wrong, and gives lines that name them. Gives nothing if that is of no help or does not work.
 */
export async function candidates(context: Context, error: unknown): Promise<string> {
  if (!(error instanceof DeadlineError) || !WRONG_ID.has(error.code)) return "";
  try {
    const options = { ...await context.calls(), timeout: PATIENCE };
    const config = await context.config();
    const farmId = config.get("defaults.farm_id");
    const farms = await listFarms({}, options).toArray();
    const wrong = lines("farm", farmId, farms.map((farm) => [farm.farmId!, farm.displayName!]));
    if (wrong) return wrong;
    const queueId = config.get("defaults.queue_id");
    const queues = queueId ? await listQueues({ farmId }, options).toArray() : [];
    const fleetId = context.args.text("fleet-id") ?? "";
    const fleets = fleetId ? await listFleets({ farmId }, options).toArray() : [];
    return lines("queue", queueId, queues.map((queue) => [queue.queueId!, queue.displayName!])) ||
      lines("fleet", fleetId, fleets.map((fleet) => [fleet.fleetId!, fleet.displayName!]));
  } catch {
    return "";
  }
}

function lines(what: string, id: string, known: [id: string, name: string][]): string {
  if (id === "" || known.some(([each]) => each === id)) return "";
  const near = suggest(id, known.map(([each]) => each));
  if (near) return `There is no ${what} "${id}". Did you mean ${near}?\n`;
  if (known.length === 0) return "";
  const shown = known.slice(0, SHOWN).map(([id, name]) => `  ${id}  ${name}\n`).join("");
  const more = known.length > SHOWN ? `  ... and ${known.length - SHOWN} more\n` : "";
  return `There is no ${what} "${id}". There are these:\n${shown}${more}`;
}
