import {
  createSession,
  credentialsSource,
  namesCredentials,
  readAwsFiles,
} from "@deadline/client/session";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { Connection, ProfileChoice } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** The profiles that can be called with; `(default)` is there if anything gives it credentials. */
export async function listProfiles(): Promise<ProfileChoice[]> {
  const { profiles } = await readAwsFiles(Deno.env);
  const names = Object.keys(profiles).filter((name) => name !== "default");
  const hasDefault = namesCredentials(profiles.default) || Deno.env.has("AWS_ACCESS_KEY_ID");
  const shown = [...(hasDefault ? ["(default)"] : []), ...names];
  return await Promise.all(shown.map(async (name) => {
    await using session = createSession({ profile: name });
    const key = name === "(default)" ? "default" : name;
    return compact({
      name,
      source: await credentialsSource(session),
      region: profiles[key]?.region,
    });
  }));
}

/**
 * Talks to the embedded farm or to AWS under a profile from now on, and keeps the choice of a profile
 * in the settings.
 *
 * @throws {TaskError} with status 400 if there is no such profile, or no farm beside this console.
 */
export async function chooseProfile(
  console: Console,
  { profile, local }: { profile?: unknown; local?: unknown },
): Promise<Connection> {
  if (local === true) {
    if (!console.hasLocalFarm) {
      throw refused("No local farm runs beside this console", "Start it with --local");
    }
    await console.connectToFarm();
    return await console.connection();
  }
  const known = (await listProfiles()).map(({ name }) => name);
  if (typeof profile !== "string" || !known.includes(profile)) {
    const there = known.length === 0 ? "none" : known.join(", ");
    throw refused(`There is no AWS profile "${profile}"`, `There are these: ${there}`);
  }
  await console.connectTo(profile);
  return await console.connection();
}

function refused(message: string, hint: string): TaskError {
  return new TaskError(message, { code: "BadRequest", status: 400, hint });
}
