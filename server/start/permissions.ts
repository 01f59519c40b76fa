import { join } from "@std/path";
import { isWithin } from "../is_within.ts";

/** What shells and desktops run by themselves, or find first. */
const RUN_BY_SHELLS = [
  ".bash_profile",
  ".bashrc",
  ".profile",
  ".zprofile",
  ".zshenv",
  ".zshrc",
  join(".config", "autostart"),
  join(".config", "fish"),
  join(".config", "systemd"),
  join(".local", "bin"),
  join("Library", "LaunchAgents"),
  "bin",
];

/** What the serving process needs, as far as it differs from start to start. */
export interface ServeNeeds {
  mode: "local" | "aws";
  /** The user's home folder. */
  home: string;
  /** The console's own folder. */
  dataDir: string;
  /** The folder of the workstation configuration. */
  configDir: string;
  /** The folder of the console's own code. */
  project: string;
  /** Whether the AWS profile runs a program for its credentials. */
  credentialProcess: boolean;
  /** Programs that sign in to AWS. */
  signInPrograms: readonly string[];
}

/**
 * The permissions of the serving process: a second wall behind the checks in its code.
 *
 * It may read and write, because folders are allowed while it runs, and its code judges each path by
 * where it really leads; keys, those of the local farm, what a shell runs by itself and the console's
 * own code stay out of reach all the same. On the local farm it may start no program; on AWS those that
 * sign in, and any only if the AWS profile gets its credentials from one. The AWS files can be read in
 * any case: a profile of them can be chosen while it runs.
 */
export function servePermissions(needs: ServeNeeds): string[] {
  const { mode, home, dataDir, configDir, project, credentialProcess, signInPrograms } = needs;
  const farm = join(dataDir, "farm");
  const inHome = (...names: string[]) => names.map((name) => join(home, name));
  const secrets = [...inHome(".ssh", ".gnupg"), farm];
  const fixed = [...secrets, ...inHome(...RUN_BY_SHELLS)];
  // The SDK keeps the tokens of a sign-in below .aws when it renews them.
  fixed.push(...inHome(join(".aws", "config"), join(".aws", "credentials")));
  if (![dataDir, configDir].some((folder) => isWithin(project, folder))) fixed.push(project);
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    "--allow-read",
    `--deny-read=${list(secrets)}`,
    "--allow-write",
    `--deny-write=${list(fixed)}`,
    ...runFlags(mode === "aws" && credentialProcess, mode === "aws" ? signInPrograms : []),
  ];
}

function runFlags(any: boolean, programs: readonly string[]): string[] {
  if (any) return ["--allow-run"];
  return programs.length > 0 ? [`--allow-run=${list([...programs])}`] : [];
}

/** Commas separate paths, and two of them stand for one. */
function list(paths: string[]): string {
  return [...new Set(paths)].map((path) => path.replaceAll(",", ",,")).join(",");
}
