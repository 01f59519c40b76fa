import type { Session } from "../session/session.ts";
import { DEADLINE_REGIONS } from "./farms_in_regions.ts";

/**
 * The regions in which farms are looked for: those that are named (`settings.deadline_regions`), else
 * the session's alone if it calls an endpoint of its own, which all regions would share, else those
 * that AWS Deadline Cloud is in.
 *
 * ```ts ignore
 * const config = await readConfig();
 * const regions = await farmRegions(session, config.getList("settings.deadline_regions"));
 * for await (const { farms } of listFarmsInRegions(regions, { session })) console.log(farms);
 * ```
 */
export async function farmRegions(
  session: Session,
  named: readonly string[] = [],
): Promise<readonly string[]> {
  if (named.length > 0) return named;
  if (await session.endpoint("deadline") === undefined) return DEADLINE_REGIONS;
  const region = await session.region();
  return region === undefined ? [] : [region];
}
