import { join } from "@std/path";

/** What the serving process needs, as far as it differs from start to start. */
export interface ServeNeeds {
  mode: "local" | "aws";
  /** The user's home folder. */
  home: string;
  /** The console's own folder. */
  dataDir: string;
  /** The folder of the workstation configuration. */
  configDir: string;
  /** Whether the AWS profile runs a program for its credentials. */
  credentialProcess: boolean;
}

/**
 * The permissions of the serving process: a second wall behind the checks in its code.
 *
 * It may read, because folders are allowed while it runs, and its code judges each path by where it
 * really leads; keys of others, and those of the local farm, stay out of reach all the same. It may
 * write only its own state and the configuration. It may start no program, unless the AWS profile
 * gets its credentials from one.
 */
export function servePermissions(needs: ServeNeeds): string[] {
  const { mode, home, dataDir, configDir, credentialProcess } = needs;
  const farm = join(dataDir, "farm");
  const secrets = [join(home, ".ssh"), join(home, ".gnupg"), farm];
  const writable = [dataDir, configDir];
  if (mode === "local") secrets.push(join(home, ".aws"));
  // The SDK keeps the tokens of a sign-in there when it renews them.
  else writable.push(join(home, ".aws", "sso", "cache"), join(home, ".aws", "login", "cache"));
  return [
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    "--allow-read",
    `--deny-read=${list(secrets)}`,
    `--allow-write=${list(writable)}`,
    `--deny-write=${list([farm])}`,
    ...(credentialProcess ? ["--allow-run"] : []),
  ];
}

/** Commas separate paths, and two of them stand for one. */
function list(paths: string[]): string {
  return [...new Set(paths)].map((path) => path.replaceAll(",", ",,")).join(",");
}
