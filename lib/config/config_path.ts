import { type Environment, homeDirectory, readVariable } from "../session/environment.ts";

/** The configuration file that the Python client uses too. */
export function configPath(env: Environment = Deno.env): string {
  const named = readVariable(env, "DEADLINE_CONFIG_FILE_PATH");
  return expandHome(named ?? "~/.deadline/config", env);
}

/** Puts the home directory in place of a leading `~`. */
export function expandHome(path: string, env: Environment): string {
  return path === "~" || /^~[/\\]/.test(path) ? homeDirectory(env) + path.slice(1) : path;
}
