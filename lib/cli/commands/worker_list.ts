import { searchWorkers } from "../../api/search.ts";
import type { Context } from "../context.ts";

/** Lists the workers of a fleet, a page at a time. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const offset = args.number("item-offset") ?? 0;
  const { items, totalResults } = await searchWorkers({
    farmId: await context.farmId(),
    fleetIds: [args.required("fleet-id")],
    pageSize: args.number("page-size") ?? 5,
    offset,
  }, await context.calls());
  if (context.format() === "yaml") {
    context.say(`Displaying ${items.length} of ${totalResults} workers starting at ${offset}\n`);
  }
  context.print(items.map(({ workerId, status, createdAt }) => ({ workerId, status, createdAt })));
}
