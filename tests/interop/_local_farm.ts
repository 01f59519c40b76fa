import { join } from "@std/path";
import type { Farm } from "@deadline/farm";
import { homeEnvironment } from "../farm/_environment.ts";

/** What a program printed and how it ended. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same of what a command gives. */
export function outputOf({ code, stdout, stderr }: Deno.CommandOutput): Output {
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: err };
}

/** A farm with its worker, run as its users run it, and a home folder for the clients. */
export interface LocalFarm extends AsyncDisposable {
  /** A folder that is gone with the farm. */
  readonly home: string;
  readonly dataDir: string;
  readonly farmId: string;
  readonly queueId: string;
  readonly fleetId: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Farm["credentials"];
  /** Runs a program in a shell that has sourced the farm's `env.sh`; the arguments are `$@`. */
  shell(script: string, ...args: string[]): Promise<Output>;
}

const MAIN = new URL("../../farm/main.ts", import.meta.url);

/** The folder of a virtual environment that a variable names, if it is set. */
export function venv(variable: string): string | undefined {
  return Deno.env.get(variable) || undefined;
}

/** The environment of the Python client, if there is one. */
export const VENV = venv("DEADLINE_INTEROP_VENV");

/** Starts a farm with that many workers of its own; with a bucket, it keeps files of jobs. */
export async function localFarm(workers: number, bucket?: string): Promise<LocalFarm> {
  const home = await Deno.makeTempDir({ prefix: "interop-" });
  const dataDir = join(home, "farm");
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      MAIN.pathname,
      "--data",
      dataDir,
      "--workers",
      `${workers}`,
      ...bucket ? ["--bucket", bucket] : [],
      "--with-parent",
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.getReader();
  await output.read();
  await output.cancel();
  const { farmId, queueId, fleetId, endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(
    await Deno.readTextFile(join(dataDir, "farm.json")),
  );
  return {
    home,
    dataDir,
    farmId,
    queueId,
    fleetId,
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    async shell(script, ...args) {
      const output = await new Deno.Command("sh", {
        args: ["-c", `. '${dataDir}/env.sh'\n${script}`, "sh", ...args],
        clearEnv: true,
        env: homeEnvironment(home),
        stdin: "null",
      }).output();
      return outputOf(output);
    },
    async [Symbol.asyncDispose]() {
      await process.stdin.close();
      await process.status;
      await Deno.remove(home, { recursive: true });
    },
  };
}

/** Writes a job bundle with one step and one task a frame. */
export async function writeBundle(
  { home }: LocalFarm,
  name: string,
  { command, frames = "1-3" }: { readonly command: string; readonly frames?: string },
): Promise<string> {
  const folder = join(home, name);
  await Deno.mkdir(folder);
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name,
    parameterDefinitions: [{ name: "Who", type: "STRING", default: "world" }],
    steps: [{
      name: "Greet",
      parameterSpace: { taskParameterDefinitions: [{ name: "N", type: "INT", range: frames }] },
      script: { actions: { onRun: { command: "sh", args: ["-c", command] } } },
    }],
  };
  await Deno.writeTextFile(join(folder, "template.json"), JSON.stringify(template));
  return folder;
}
