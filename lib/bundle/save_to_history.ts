import { join } from "@std/path";
import { writeWhole } from "./_bundle_files.ts";
import { type BundleParts, writeParts } from "./write_bundle.ts";

/** Which folder of the job history a bundle is saved to. */
export interface SaveToHistoryInput {
  /** The folder of the history, the setting `settings.job_history_dir`. */
  folder: string;
  /** The program that submits, such as `JobBundle` or `Maya`. */
  submitterName: string;
  /** The name of the job. */
  jobName: string;
  /** The bundle that relative commands of hooks are looked for in. */
  hooksOrigin?: string | undefined;
  /** The time of the submission. */
  now?: Date | undefined;
}

/** Options for {@linkcode saveToHistory}. */
export interface SaveToHistoryOptions {
  /** Stops it; the folder of the bundle is removed then. */
  signal?: AbortSignal | undefined;
}

/** How much of a job's name stands in the name of its folder. */
const LONGEST_NAME = 128;
/** How many others may take a number first before that is no coincidence any more. */
const MOST_TRIES = 1_000;

/**
 * Saves a bundle that is submitted to the job history, in the folder where the Python client's
 * submitters would: `<folder>/2026-01/2026-01-02-03-Maya-shot 12`, numbered within the day. Two
 * that submit at once get a folder each.
 *
 * @returns The folder.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { readBundle, saveToHistory } from "@deadline/client/bundle";
 * import { readConfig } from "@deadline/client/config";
 *
 * const { templateText, templateType, template, parameterValues } = await readBundle("samples/hello");
 * const folder = (await readConfig()).getPath("settings.job_history_dir");
 * await saveToHistory({ folder, submitterName: "Script", jobName: template.name }, {
 *   template: templateText,
 *   templateType,
 *   parameterValues,
 * });
 * ```
 */
export async function saveToHistory(
  input: SaveToHistoryInput,
  parts: BundleParts,
  { signal }: SaveToHistoryOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const directory = await makeDirectory(input);
  try {
    await writeParts(directory, parts, { signal });
    const { hooksOrigin } = input;
    if (hooksOrigin) await writeWhole(join(directory, ".hooks_origin"), hooksOrigin, signal);
  } catch (error) {
    await Deno.remove(directory, { recursive: true }).catch(() => {});
    throw error;
  }
  return directory;
}

async function makeDirectory(input: SaveToHistoryInput): Promise<string> {
  const day = localDay(input.now ?? new Date());
  const month = join(input.folder, day.slice(0, 7));
  await Deno.mkdir(month, { recursive: true });
  const name = [...plain(input.jobName)].slice(0, LONGEST_NAME).join("");
  for (let tries = 0;; tries++) {
    const number = `${await highestNumber(month, day) + 1}`.padStart(2, "0");
    const directory = join(month, `${day}-${number}-${plain(input.submitterName)}-${name}`);
    try {
      await Deno.mkdir(directory);
      return directory;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists) || tries >= MOST_TRIES) throw error;
    }
  }
}

async function highestNumber(month: string, day: string): Promise<number> {
  let highest = 0;
  for await (const { name } of Deno.readDir(month)) {
    if (!name.startsWith(`${day}-`)) continue;
    const number = /^\d+/.exec(name.slice(day.length + 1))?.[0];
    if (number) highest = Math.max(highest, Number(number));
  }
  return highest;
}

/** What may stand in a folder's name: letters and digits of all scripts, blanks, `-` and `_`. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N} \-_]/gu, "");
}

function localDay(time: Date): string {
  const utc = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return utc.toISOString().slice(0, 10);
}
