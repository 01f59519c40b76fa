import { listFarms } from "../api/farms.ts";
import { listFleets } from "../api/fleets.ts";
import type { PageStream } from "../api/page_stream.ts";
import { listQueues } from "../api/queues.ts";
import { searchJobs } from "../api/search.ts";
import { listStorageProfilesForQueue } from "../api/storage_profiles.ts";
import { listWorkers } from "../api/workers.ts";
import { DeadlineError } from "../errors/mod.ts";
import { listAwsProfiles } from "../session/aws_profile.ts";
import type { Context } from "./context.ts";
import { localFarms } from "./local_farms.ts";
import { suggest } from "./suggest.ts";

/** Codes that a wrong id causes. */
const WRONG_ID: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "ResourceNotFoundException",
  "ValidationException",
]);
/** Codes of a workstation that is not set up for AWS. */
const HAS_NOTHING: ReadonlySet<string> = new Set(["CredentialsMissing", "RegionMissing"]);
/** Milliseconds that looking for candidates may take; the error itself is known already. */
const PATIENCE = 3_000;
const SHOWN = 10;

type Known = [id: string, name: string][];

/**
 * Looks for what a failed call may have meant, from the id or the profile that is wrong, or for a local
 * farm where there is no AWS, and gives lines that name it. Gives nothing if that is of no help or
 * does not work.
 */
export async function candidates(context: Context, error: unknown): Promise<string> {
  if (!(error instanceof DeadlineError)) return "";
  try {
    if (error.code === "ProfileMissing") return await profiles(context);
    if (HAS_NOTHING.has(error.code)) return await localFarms(context.io.env);
    if (!WRONG_ID.has(error.code)) return "";
    const options = { ...await context.calls(), timeout: PATIENCE };
    const config = await context.config();
    const farmId = config.get("defaults.farm_id");
    const queueId = config.get("defaults.queue_id");
    const given = (name: string) => context.args.text(name) ?? "";
    // From the outside in: within a farm that is not there, everything is wrong.
    const looks: [what: string, id: string, list: () => Promise<Known>][] = [
      ["farm", farmId, () => known(listFarms({}, options), "farmId")],
      ["queue", queueId, () => known(listQueues({ farmId }, options), "queueId")],
      ["fleet", given("fleet-id"), () => known(listFleets({ farmId }, options), "fleetId")],
      [
        "worker",
        given("worker-id"),
        () => known(listWorkers({ farmId, fleetId: given("fleet-id") }, options), "workerId"),
      ],
      [
        "storage profile",
        given("storage-profile-id"),
        () => known(listStorageProfilesForQueue({ farmId, queueId }, options), "storageProfileId"),
      ],
      ["job", given("job-id"), async () => {
        const input = { farmId, queueIds: [queueId], pageSize: 100, sort: NEWEST };
        const { items } = await searchJobs(input, options);
        return items.map((job) => [job.jobId!, job.name ?? ""]);
      }],
    ];
    for (const [what, id, list] of looks) {
      const found = id === "" ? "" : lines(what, id, await list());
      if (found) return found;
    }
    return "";
  } catch {
    return "";
  }
}

const NEWEST = [{ field: "createdAt", descending: true }] as const;

async function known<Item>(list: PageStream<Item>, key: keyof Item): Promise<Known> {
  return (await list.toArray()).map((item) => {
    const { displayName = "" } = item as { displayName?: string };
    return [String(item[key]), displayName];
  });
}

async function profiles(context: Context): Promise<string> {
  const { session } = await context.calls();
  const near = suggest(session.profileName, await listAwsProfiles(session.env));
  return near ? `Did you mean ${near}?\n` : "";
}

function lines(what: string, id: string, known: Known): string {
  if (id === "" || known.some(([each]) => each === id)) return "";
  const near = suggest(id, known.map(([each]) => each));
  if (near) return `There is no ${what} "${id}". Did you mean ${near}?\n`;
  if (known.length === 0) return "";
  const shown = known.slice(0, SHOWN).map(([id, name]) => `  ${id}  ${name}\n`).join("");
  const more = known.length > SHOWN ? `  ... and ${known.length - SHOWN} more\n` : "";
  return `There is no ${what} "${id}". There are these:\n${shown}${more}`;
}
