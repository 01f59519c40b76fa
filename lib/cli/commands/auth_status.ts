import { type AuthenticationStatus, checkAuthentication } from "../../session/authentication.ts";
import type { Context } from "../context.ts";
import { ExitError } from "../errors.ts";

/** What a script can go by: 1 is anything that people have to put right. */
const EXIT_CODES: Partial<Record<AuthenticationStatus, number>> = {
  NEEDS_LOGIN: 3,
  UNREACHABLE: 4,
};

/** Shows whether AWS can be called. Unlike with the Python client, the exit code tells too. */
export async function run(context: Context): Promise<void> {
  const found = await checkAuthentication(await context.calls());
  const profile = (await context.config()).get("defaults.aws_profile_name");
  const facts: [label: string, key: string, value: unknown][] = [
    ["Profile Name", "profile_name", profile],
    ["Source", "source", found.source],
    ["Status", "status", found.status],
    ["API Availability", "api_availability", found.api],
    ["Problem", "problem", found.problem],
    ["Message", "message", found.message],
    ["Hint", "hint", found.hint],
  ];
  const known = facts.filter(([, , value]) => value !== undefined);
  if (context.speaksJson) {
    context.say(JSON.stringify(Object.fromEntries(known.map(([, key, value]) => [key, value]))));
  } else {
    for (const [label, , value] of known) {
      const text = typeof value === "boolean" ? (value ? "True" : "False") : value;
      context.say(`${`${label}:`.padStart(17)} ${text}`);
    }
  }
  if (!found.api) throw new ExitError(EXIT_CODES[found.status] ?? 1);
}
