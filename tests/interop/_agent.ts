import { join } from "@std/path";
import * as sdk from "@aws-sdk/client-deadline";
import { type LocalFarm, venv } from "./_local_farm.ts";

/** The environment of the real worker agent, if there is one. */
export const AGENT_VENV = venv("DEADLINE_INTEROP_AGENT_VENV");

// The agent's keys must come from a profile: static ones would hide the roles it assumes.
const START_AGENT = String.raw`
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
exec "$1/bin/deadline-worker-agent" --profile worker-bootstrap \
  --farm-id "$DEADLINE_LOCAL_FARM_ID" --fleet-id "$DEADLINE_LOCAL_FLEET_ID" \
  --run-jobs-as-agent-user --no-shutdown --no-host-metrics-logging \
  --logs-dir "$HOME/logs" --persistence-dir "$HOME/state" --session-root-dir "$HOME/sessions"
`;

/** A real worker agent. */
export interface Agent extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Deno.CommandStatus>;
}

/** Starts a real worker agent in the farm's default fleet. */
export async function startAgent({ home, dataDir }: LocalFarm): Promise<Agent> {
  const { bootstrap } = JSON.parse(await Deno.readTextFile(join(dataDir, "keys.json")));
  for (const folder of ["logs", "state", "sessions", ".aws"]) {
    await Deno.mkdir(join(home, folder), { recursive: true, mode: 0o700 });
  }
  await Deno.writeTextFile(
    join(home, ".aws", "credentials"),
    `[worker-bootstrap]\naws_access_key_id = ${bootstrap.accessKeyId}\n` +
      `aws_secret_access_key = ${bootstrap.secretAccessKey}\n`,
  );
  const process = new Deno.Command("sh", {
    args: ["-c", `. '${dataDir}/env.sh'\n${START_AGENT}`, "sh", AGENT_VENV!],
    clearEnv: true,
    env: { HOME: home, PATH: Deno.env.get("PATH") ?? "" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended = false;
  const status = process.status.finally(() => ended = true);
  const stop = () => {
    if (!ended) process.kill("SIGTERM");
    return status;
  };
  return {
    process,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** A client with the farm's own key. */
export async function clientOf({ dataDir }: LocalFarm): Promise<sdk.DeadlineClient> {
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(
    await Deno.readTextFile(join(dataDir, "farm.json")),
  );
  const credentials = { accessKeyId, secretAccessKey };
  return new sdk.DeadlineClient({ endpoint, region, credentials, disableHostPrefix: true });
}

const OWN_WORKER = new URL("../../farm/worker/main.ts", import.meta.url).pathname;

/** Starts a worker of the farm's own as the farm itself starts it. */
export async function startOwnWorker({ home, dataDir }: LocalFarm): Promise<AsyncDisposable> {
  const { bootstrap } = JSON.parse(await Deno.readTextFile(join(dataDir, "keys.json")));
  const farm = JSON.parse(await Deno.readTextFile(join(dataDir, "farm.json")));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", OWN_WORKER, "--data", join(home, "own-worker")],
    clearEnv: true,
    env: {
      HOME: home,
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno"),
      AWS_ENDPOINT_URL_DEADLINE: farm.endpoint,
      AWS_ENDPOINT_URL_S3: farm.endpoint,
      AWS_ENDPOINT_URL_STS: farm.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: farm.endpoint,
      AWS_REGION: farm.region,
      DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID: bootstrap.accessKeyId,
      DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY: bootstrap.secretAccessKey,
      DEADLINE_WORKER_FARM_ID: farm.farmId,
      DEADLINE_WORKER_FLEET_ID: farm.fleetId,
    },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      await process.stdin.close();
      await process.status;
    },
  };
}
