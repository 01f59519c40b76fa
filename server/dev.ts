/**
 * The development command: the embedded farm, if it is what the console would talk to, and Fresh's
 * development server beside it, which reloads on every change.
 *
 * @module
 */
import { readConfig } from "@deadline/client/config";
import { join } from "@std/path";
import type { Child } from "./start/child.ts";
import { chooseConnection } from "./start/choose_connection.ts";
import { type FarmFacts, startFarmProcess } from "./start/farm_process.ts";
import { parseOptions } from "./start/options.ts";
import { projectDirectory } from "./project.ts";
import { consoleDirectory } from "./state_directory.ts";

/** What tells the development server, through its environment, to talk to the embedded farm. */
function farmEnvironment(facts: FarmFacts, dataDir: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DEADLINE: facts.endpoint,
    AWS_ENDPOINT_URL_S3: facts.endpoint,
    AWS_ENDPOINT_URL_STS: facts.endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: facts.endpoint,
    AWS_REGION: facts.region,
    AWS_ACCESS_KEY_ID: facts.accessKeyId,
    AWS_SECRET_ACCESS_KEY: facts.secretAccessKey,
    DEADLINE_LOCAL_FARM_ID: facts.farmId,
    DEADLINE_LOCAL_QUEUE_ID: facts.queueId,
    DEADLINE_CONFIG_FILE_PATH: join(dataDir, "config"),
  };
}

async function main(): Promise<number> {
  const options = parseOptions(Deno.args, Deno.cwd());
  if (!options) {
    console.log("deno task dev [--port N] [--local] [--profile NAME] [--data DIR] [--workers N]");
    return 0;
  }
  const dataDir = options.dataDir ?? consoleDirectory(Deno.env);
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const config = await readConfig();
  const choice = await chooseConnection(options, config.get("defaults.aws_profile_name"), Deno.env);
  const children: Child[] = [];
  const env: Record<string, string> = { DEADLINE_CONSOLE_DATA: dataDir };
  if (options.port) env.PORT = String(options.port);
  if (choice.mode === "local") {
    const farmDir = join(dataDir, "farm");
    const farm = await startFarmProcess({ dataDir: farmDir, workers: options.workers }, children);
    Object.assign(env, farmEnvironment(farm.facts, dataDir));
  } else if (choice.profile !== "(default)") env.AWS_PROFILE = choice.profile;
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(projectDirectory(), "dev.ts")],
    cwd: projectDirectory(),
    env,
  }).spawn();
  // A terminal sends Ctrl-C to the server as well; what is left here is to end with it.
  Deno.addSignalListener("SIGINT", () => {});
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => server.kill("SIGTERM"));
  const { code } = await server.status;
  for (const child of children) child.stop();
  return code;
}

if (import.meta.main) {
  const code = await main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
  Deno.exit(code);
}
