import { join } from "@std/path";
import { homeEnvironment } from "../farm/_environment.ts";
import { type LocalFarm, venv } from "./_local_farm.ts";
import { endpointVariables } from "@/farm/endpoint_variables.ts";

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

const OWN_WORKER = new URL("../../farm/worker/main.ts", import.meta.url).pathname;

/** Starts a worker of the farm's own as the farm itself starts it. */
export async function startOwnWorker(farm: LocalFarm): Promise<AsyncDisposable> {
  const { home, dataDir } = farm;
  const { bootstrap } = JSON.parse(await Deno.readTextFile(join(dataDir, "keys.json")));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", OWN_WORKER, "--data", join(home, "own-worker")],
    clearEnv: true,
    env: {
      ...homeEnvironment(home),
      ...endpointVariables(farm),
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
