import { getFleet, listQueueFleetAssociations } from "../../api/fleets.ts";
import { getQueue } from "../../api/queues.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a fleet, or all fleets that serve a queue. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const fleetId = args.text("fleet-id");
  if (fleetId && args.text("queue-id")) {
    throw new UsageError("Only one of the --fleet-id and --queue-id options may be provided.");
  }
  const farmId = await context.farmId();
  const calls = await context.calls();
  if (fleetId) return context.print(withoutMetadata(await getFleet({ farmId, fleetId }, calls)));
  const queueId = await context.queueId();
  const queue = await getQueue({ farmId, queueId }, calls);
  const associations = await listQueueFleetAssociations({ farmId, queueId }, calls).toArray();
  const fleets = await Promise.all(associations.map(async ({ fleetId, status }) => ({
    ...withoutMetadata(await getFleet({ farmId, fleetId }, calls)),
    queueFleetAssociationStatus: status,
  })));
  if (context.format() !== "yaml") return context.print(fleets);
  const { displayName } = queue;
  context.say(`Showing all fleets (${fleets.length} total) associated with queue: ${displayName}`);
  for (const fleet of fleets) {
    context.say();
    context.print(fleet);
  }
}
