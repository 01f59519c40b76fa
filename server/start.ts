/**
 * The start command: decides what the console talks to, starts the embedded farm if it is that, and
 * the serving process with no more permissions than it needs, and ends both.
 *
 * @module
 */
import { type Config, readConfig } from "@deadline/client/config";
import { dirname, join } from "@std/path";
import { ensureBuild } from "./start/build.ts";
import { type Child, firstLine, startChild } from "./start/child.ts";
import { chooseConnection, needsProcess } from "./start/choose_connection.ts";
import { type FarmProcess, startFarmProcess } from "./start/farm_process.ts";
import { keepFarm } from "./start/keep_farm.ts";
import { openBrowser } from "./start/open_browser.ts";
import { HELP, parseOptions, type StartOptions } from "./start/options.ts";
import { servePermissions } from "./start/permissions.ts";
import { signInPrograms } from "./start/sign_in_programs.ts";
import { writeTokenFile } from "./start/token_file.ts";
import type { Launch } from "./launch.ts";
import { projectDirectory } from "./project.ts";
import { createToken } from "./security/sign_in.ts";
import { consoleDirectory } from "./state_directory.ts";
import { prepareWeather } from "./weather.ts";

/** The port that is taken if it is free and none is named, so that addresses stay the same. */
const USUAL_PORT = 8033;
/** Milliseconds that the serving process has to end by itself. */
const GRACE = 50;

/** Signals that end the console, and the code that tells so; Windows knows only the first. */
const ENDS = ([["SIGINT", 130], ["SIGHUP", 129], ["SIGTERM", 143]] as const)
  .slice(0, Deno.build.os === "windows" ? 1 : undefined);

const children: Child[] = [];
let stopping = false;

if (import.meta.main) await main();

async function main(): Promise<void> {
  for (const [signal, code] of ENDS) Deno.addSignalListener(signal, () => stop(code));
  try {
    const options = parseOptions(Deno.args, Deno.cwd());
    if (options) await start(options);
    else console.log(HELP);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stop(1);
  }
}

async function start(options: StartOptions): Promise<void> {
  const dataDir = options.dataDir ?? consoleDirectory(Deno.env);
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  const config = await readConfig();
  const choice = await chooseConnection(options, config.get("defaults.aws_profile_name"), Deno.env);
  const [farm] = await Promise.all([
    choice.mode === "local" ? startFarm(dataDir, options.workers) : undefined,
    ensureBuild((text) => console.error(text)),
  ]);
  const connecting = farm
    ? { ...localConnection(farm, dataDir), isFirstRun: !options.local }
    : awsConnection(choice.mode === "aws" ? choice.profile : "(default)", config);
  const launch: Launch = {
    token: createToken(),
    bearer: await writeTokenFile(dataDir),
    port: options.port ?? (isFree(USUAL_PORT) ? USUAL_PORT : 0),
    dataDir,
    roots: options.roots,
    fixedBy: options.local ? "--local" : options.profile && "--profile",
    settingsProfile: config.get("defaults.aws_profile_name"),
    ...connecting,
  };
  const serving = startServing(await permissionsFor(launch, config));
  await serving.send(JSON.stringify(launch));
  const { port } = JSON.parse(await firstLine(serving, /^\{"port":/)) as { port: number };
  const url = `http://127.0.0.1:${port}/?token=${launch.token}`;
  console.log(url);
  if (options.open) await openBrowser(url, dataDir);
  const { code } = await serving.status;
  if (stopping) return;
  throw new Error(`The console ended unexpectedly, with code ${code}\n${serving.errors()}`);
}

async function startFarm(dataDir: string, workers: number | undefined): Promise<FarmProcess> {
  const weatherFile = weatherFileIn(dataDir);
  await prepareWeather(weatherFile);
  const options = { dataDir: join(dataDir, "farm"), workers, weatherFile };
  const farm = await startFarmProcess(options, children);
  const say = (text: string) => console.error(text);
  keepFarm(farm, { ...options, children, isStopping: () => stopping, say });
  return farm;
}

function startServing(permissions: string[]): Child {
  const script = join(projectDirectory(), "server", "serve.ts");
  const child = startChild("the console", ["run", "--quiet", ...permissions, script]);
  children.push(child);
  return child;
}

type Connecting = Omit<
  Launch,
  "token" | "port" | "dataDir" | "roots" | "fixedBy" | "settingsProfile"
>;

function localConnection({ facts }: FarmProcess, dataDir: string): Connecting {
  const { endpoint, region, accessKeyId, secretAccessKey, farmId, queueId } = facts;
  return {
    mode: "local",
    name: "Local farm",
    profile: "(default)",
    region,
    endpoint,
    keys: { accessKeyId, secretAccessKey },
    weatherFile: weatherFileIn(dataDir),
    // The person's own configuration stays as it is.
    configFile: join(dataDir, "config"),
    suggest: { farmId, queueId },
  };
}

function awsConnection(profile: string, config: Config): Connecting {
  const { region } = config.with({ "defaults.aws_profile_name": profile }).sessionOptions();
  return {
    mode: "aws",
    name: profile === "(default)" ? "AWS Deadline Cloud" : profile,
    profile,
    region,
    configFile: config.path,
  };
}

function weatherFileIn(dataDir: string): string {
  return join(dataDir, "weather.json");
}

async function permissionsFor(launch: Launch, config: Config): Promise<string[]> {
  return servePermissions({
    mode: launch.mode,
    home: Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? launch.dataDir,
    dataDir: launch.dataDir,
    configDir: dirname(launch.configFile ?? launch.dataDir),
    project: projectDirectory(),
    credentialProcess: launch.mode === "aws" && await needsProcess(launch.profile, Deno.env),
    signInPrograms: await signInPrograms(config, Deno.env),
  });
}

/** Whether the port can be listened on. */
function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}

/** Ends with everything that was started. The farm goes on by itself until its tasks are put away. */
async function stop(code: number): Promise<never> {
  if (stopping) Deno.exit(code);
  stopping = true;
  const [farm, serving] = ["the local farm", "the console"]
    .map((name) => children.find((child) => child.name === name));
  farm?.stop();
  serving?.stop("SIGTERM");
  await Promise.race([serving?.status, new Promise((resolve) => setTimeout(resolve, GRACE))]);
  Deno.exit(code);
}
