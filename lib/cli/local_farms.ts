import { join } from "@std/path";
import type { Environment } from "../session/environment.ts";

/** Folders below the user's state directory where a farm keeps what it is reached by. */
const FOLDERS = ["deadline-console/farm", "deadline-farm"];

/** Milliseconds that a farm on this machine has to take a connection. */
const PATIENCE = 500;

/**
 * Lines that tell how to use the local farms that run on this machine, in their default folders: that of
 * a console, and the one of its own. None if none is there.
 */
export async function localFarms(env: Environment): Promise<string> {
  const home = env.get("HOME") || env.get("USERPROFILE");
  const state = env.get("XDG_STATE_HOME") || env.get("LOCALAPPDATA") ||
    (home && join(home, ".local", "state"));
  if (!state) return "";
  const farms = await Promise.all(FOLDERS.map((folder) => farmIn(join(state, folder))));
  return farms.filter((farm) => farm !== undefined).map(({ endpoint, file }) =>
    `A local farm runs at ${endpoint}. To use it from here: . ${quoted(file)}\n`
  ).join("");
}

async function farmIn(folder: string): Promise<{ endpoint: string; file: string } | undefined> {
  try {
    const { endpoint } = JSON.parse(await Deno.readTextFile(join(folder, "farm.json")));
    const { hostname, port } = new URL(endpoint);
    const signal = AbortSignal.timeout(PATIENCE);
    // A farm that was killed leaves its files behind.
    (await Deno.connect({ hostname, port: Number(port), signal })).close();
    return { endpoint, file: join(folder, "env.sh") };
  } catch {
    return undefined;
  }
}

/** A path as a word of a shell. */
function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
