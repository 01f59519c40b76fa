import { getFarm } from "../../api/farms.ts";
import type { Context } from "../context.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a farm. */
export async function run(context: Context): Promise<void> {
  const farmId = await context.farmId();
  context.print(withoutMetadata(await getFarm({ farmId }, await context.calls())));
}
