import { join } from "@std/path";
import { endpointVariables } from "./endpoint_variables.ts";
import type { FarmDescription } from "./start_farm.ts";
import { writeFilePrivately } from "./store/private_file.ts";

/**
 * Writes how clients reach the farm, readable for its owner only: `env.sh` to be sourced by a
 * shell, `farm.json` to be read by programs.
 */
export async function writeAccessFiles(farm: FarmDescription): Promise<void> {
  const { endpoint, region, credentials, farmId, queueId, fleetId, dataDir } = farm;
  const variables = {
    ...endpointVariables(farm),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
    DEADLINE_LOCAL_FARM_ID: farmId,
    DEADLINE_LOCAL_QUEUE_ID: queueId,
    DEADLINE_LOCAL_FLEET_ID: fleetId,
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  await writeFilePrivately(
    join(dataDir, "env.sh"),
    lines.join("") + "unset AWS_SESSION_TOKEN AWS_PROFILE\n",
  );
  const facts = { endpoint, region, ...credentials, farmId, queueId, fleetId, pid: Deno.pid };
  await writeFilePrivately(join(dataDir, "farm.json"), `${JSON.stringify(facts, null, 2)}\n`);
}
