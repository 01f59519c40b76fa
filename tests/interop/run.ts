/**
 * Runs the interop tests with the real Python clients, in virtual environments outside the tree.
 * They are made on the first run, below the user's cache directory or `DEADLINE_INTEROP_HOME`.
 *
 * @module
 */
import { join } from "@std/path";

interface Environment {
  /** The variable that tells the tests where it is. */
  variable: string;
  folder: string;
  packages: string[];
  /** A program that is there only when the installation was complete. */
  proof: string;
}

const ENVIRONMENTS: Environment[] = [
  {
    variable: "DEADLINE_INTEROP_VENV",
    folder: "client-0.60.10",
    packages: ["deadline==0.60.10", "boto3", "openjd-cli"],
    proof: "openjd",
  },
  {
    variable: "DEADLINE_INTEROP_AGENT_VENV",
    folder: "agent-0.33.6",
    packages: ["deadline-cloud-worker-agent==0.33.6"],
    proof: "deadline-worker-agent",
  },
];

/** Runs a program with its output on ours; throws if it fails. */
async function run(program: string, args: string[]): Promise<void> {
  const { success, code } = await new Deno.Command(program, { args, stdin: "null" }).spawn().status;
  if (!success) throw new Error(`"${program} ${args.join(" ")}" ended with ${code}`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function make({ folder, packages, proof }: Environment, home: string): Promise<string> {
  const venv = join(home, folder);
  const complete = join(venv, "complete");
  if (!await exists(complete) || !await exists(join(venv, "bin", proof))) {
    await run("python3", ["-m", "venv", "--clear", venv]);
    await run(join(venv, "bin", "pip"), ["install", "--quiet", ...packages]);
    await Deno.writeTextFile(complete, "");
  }
  return venv;
}

function cacheHome(): string {
  const given = Deno.env.get("DEADLINE_INTEROP_HOME");
  if (given) return given;
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache");
  return join(cache, "deadline-interop");
}

const env: Record<string, string> = {};
for (const environment of ENVIRONMENTS) {
  env[environment.variable] = await make(environment, cacheHome());
}
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--no-check", "--parallel", ...Deno.args, "tests/interop"],
  env,
}).spawn().status;
Deno.exit(code);
