import { listFleets } from "../../api/fleets.ts";
import type { Context } from "../context.ts";

/** Lists the fleets of a farm. */
export async function run(context: Context): Promise<void> {
  const farmId = await context.farmId();
  const fleets = await listFleets({ farmId }, await context.calls()).toArray();
  context.print(fleets.map(({ fleetId, displayName }) => ({ fleetId, displayName })));
}
