import { farmRegions } from "../../api/farm_regions.ts";
import { listFarms } from "../../api/farms.ts";
import { listFarmsInRegions } from "../../api/farms_in_regions.ts";
import type { FarmSummary } from "../../api/shapes.ts";
import { DeadlineError, hintFor } from "../../errors/mod.ts";
import type { Context } from "../context.ts";

/**
 * Lists farms: of all regions, each as it answers, or of the one that is named. A region that fails is
 * told of on the error stream; if all do, that is the error.
 */
export async function run(context: Context): Promise<void> {
  const calls = await context.calls();
  const { session } = calls;
  if (context.args.text("region")) {
    const farms = await listFarms({}, calls).toArray();
    return context.print(rowsOf(await session.region(), farms));
  }
  const config = await context.config();
  const regions = await farmRegions(session, config.getList("settings.deadline_regions"));
  // Without a region nothing can be signed; the call says so better than an empty list.
  if (regions.length <= 1) {
    const region = regions[0];
    const farms = await listFarms({}, { ...calls, region }).toArray();
    return context.print(rowsOf(region, farms));
  }
  const all = context.printEach<ReturnType<typeof rowsOf>[number]>();
  const failed: { region: string; error: DeadlineError }[] = [];
  let [answers, told] = [0, 0];
  try {
    for await (const { region, farms, error } of listFarmsInRegions(regions, calls)) {
      if (error) {
        failed.push({ region, error });
      } else {
        answers++;
        all.add(rowsOf(region, farms));
      }
      // If every region fails, one error says all there is to say.
      while (answers > 0 && told < failed.length) warn(context, failed[told++]);
    }
  } catch (error) {
    if (!(error instanceof AggregateError)) throw error;
    throw allFailed(failed);
  }
  all.end();
}

function warn({ io }: Context, { region, error }: { region: string; error: DeadlineError }): void {
  io.err(`Warning: Failed to list farms in region ${region}: ${error.reason}\n`);
}

function rowsOf(region: string | undefined, farms: readonly FarmSummary[]) {
  return farms.map(({ farmId, displayName }) => ({ region, farmId, displayName }));
}

/** What goes wrong before any region is asked. */
const ASKED_NOBODY: readonly string[] = ["ProfileMissing", "CredentialsMissing"];

/** One error for all regions: what they have in common is said once. */
function allFailed(failed: readonly { region: string; error: DeadlineError }[]): DeadlineError {
  const [{ error: first }] = failed;
  const reasons = new Set(failed.map(({ error }) => error.reason));
  const reason = reasons.size === 1
    ? first.reason
    : failed.map(({ region, error }) => `\n  ${region}: ${error.reason}`).join("");
  const isSame = failed.every(({ error }) => error.code === first.code);
  return new DeadlineError({
    operation: "ListFarms",
    code: first.code,
    reason: isSame && ASKED_NOBODY.includes(first.code)
      ? first.reason
      : `none of ${failed.length} regions answered: ${reason}`,
    hint: isSame ? first.hint : hintFor("NetworkError"),
    status: first.status,
    awsRequestId: first.awsRequestId,
  });
}
