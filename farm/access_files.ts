import { join } from "@std/path";
import type { FarmDescription } from "./start_farm.ts";
import { writeFilePrivately } from "./store/private_file.ts";

/**
 * Writes how clients reach the farm, readable for its owner only: `env.sh` to be sourced by a
 * shell, `farm.json` to be read by programs.
 */
export async function writeAccessFiles(farm: FarmDescription): Promise<void> {
  const { endpoint, region, credentials, farmId, queueId, fleetId, dataDir } = farm;
  const variables = {
    AWS_ENDPOINT_URL_DEADLINE: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
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
