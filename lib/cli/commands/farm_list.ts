import { listFarms } from "../../api/farms.ts";
import type { Context } from "../context.ts";

/** Lists farms. */
export async function run(context: Context): Promise<void> {
  const calls = await context.calls();
  const region = await calls.session.region();
  const farms = await listFarms({}, calls).toArray();
  context.print(farms.map(({ farmId, displayName }) => ({ region, farmId, displayName })));
}
