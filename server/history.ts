import { join } from "@std/path";
import type { Console } from "./console.ts";

/** How many of the latest jobs are listed. */
const MOST = 100;

/**
 * The folder of the job history, as the configuration has it. With the embedded farm it is in the
 * console's own folder unless somebody chose one: trying things out leaves nothing elsewhere.
 */
export async function historyFolder(console: Console, signal: AbortSignal): Promise<string> {
  const config = await console.selection.config(signal);
  const { mode, dataDir } = console.launch;
  const isChosen = config.origin("settings.job_history_dir") !== "default";
  return mode === "local" && !isChosen
    ? join(dataDir, "job_history")
    : config.getPath("settings.job_history_dir");
}

/** The bundles of the job history, newest first; they may be read from then on. */
export async function listHistory(console: Console, signal: AbortSignal): Promise<string[]> {
  const folder = await historyFolder(console, signal);
  console.roots.trust(folder);
  const found: string[] = [];
  for (const month of await namesIn(folder, /^\d{4}-\d{2}$/)) {
    signal.throwIfAborted();
    const days = await namesIn(join(folder, month), /^\d{4}-\d{2}-\d{2}-\d{2,}-/);
    found.push(...days.map((name) => join(folder, month, name)));
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

/** The folders in a folder whose names have this form, the latest first. */
async function namesIn(folder: string, form: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && form.test(name)) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort((a, b) => a < b ? 1 : -1);
}
