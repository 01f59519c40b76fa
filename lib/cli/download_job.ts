import { isAbsolute, resolve } from "@std/path";
import {
  type DownloadFile,
  downloadFiles,
  type DownloadSummary,
  type FileConflict,
} from "../attachments/download/download_files.ts";
import type {
  DownloadSelection,
  MatchPathsBy,
} from "../attachments/download/download_selection.ts";
import { findConflicts } from "../attachments/download/find_conflicts.ts";
import { humanSize } from "../attachments/human_size.ts";
import type { ManifestGroup } from "../attachments/download/manifest_group.ts";
import { storageProfileMapping } from "../attachments/download/storage_profile_mapping.ts";
import { progressMessage } from "../attachments/progress_message.ts";
import type { AttachmentStore } from "../attachments/store.ts";
import { expandHome } from "../config/config_path.ts";
import { messageOf } from "../errors/mod.ts";
import type { Context } from "./context.ts";
import { ExitError, UsageError } from "./errors.ts";
import { jsonLine, type MessageType, readJsonLine } from "./json_lines.ts";
import { summarizePaths } from "./summarize_paths.ts";
import { percentOf } from "./percent_of.ts";
import { progressLines } from "./progress_lines.ts";

/** How many files in the place of others are named. */
const NAMED = 50;

const WARNINGS = {
  "no host profile":
    "The job was submitted with a storage profile but no local storage profile is " +
    "configured. Path mapping will be skipped. Configure one with 'deadline config set " +
    "settings.storage_profile_id ID', or use --ignore-storage-profiles on the same machine.",
  "no job profile":
    "A local storage profile is configured but the job was submitted without one. " +
    "Path mapping will be skipped.",
  "no common places": "No path mapping rules could be generated from the storage profiles. " +
    "Path mapping will be skipped.",
};

/** What a download is of, in the words of people. */
export interface DownloadWords {
  /** `output` or `input`. */
  what: "output" | "input";
  /** What to say if there is nothing. */
  none: string;
}

/** Asks and tells what there is to ask and to tell about a download of a job. */
export class JobDownload {
  readonly #context: Context;
  readonly #words: DownloadWords;
  readonly json: boolean;

  /** Makes it of a run of the command line. */
  constructor(context: Context, words: DownloadWords) {
    this.#context = context;
    this.#words = words;
    this.json = context.speaksJson;
  }

  /** Says something: in JSON as a message of that type. */
  tell(type: MessageType, value: unknown, text: string, more?: object): void {
    if (this.json) this.#context.io.out(jsonLine(type, value, more));
    else this.#context.say(text);
  }

  /** Says that there is nothing to download, which is no success. */
  nothing(message: string = this.#words.none): never {
    this.tell("summary", message, message);
    throw new ExitError(1);
  }

  /** Whether questions are answered with yes. */
  async isAccepted(): Promise<boolean> {
    const config = await this.#context.config();
    return this.#context.args.flag("yes") || config.getBoolean("settings.auto_accept");
  }

  /** The patterns of what to download. */
  get include(): readonly string[] {
    return this.#context.args.all("include");
  }

  /** Which paths the patterns are about. */
  get matchPathsBy(): MatchPathsBy {
    return (this.#context.args.text("match-paths-by") ?? "LOCAL") as MatchPathsBy;
  }

  /** How the storage profiles of the job and of this machine map paths, with what there is to say. */
  async mapping(ids: { farmId: string; queueId: string }, ofJob: string | undefined) {
    const { args } = this.#context;
    if (args.flag("ignore-storage-profiles")) return undefined;
    const config = await this.#context.config();
    const ofHost = config.get("settings.storage_profile_id") || undefined;
    const found = await storageProfileMapping(
      { ...ids, ofJob, ofHost },
      await this.#context.calls(),
    );
    if (found.profileName && !this.json) {
      this.#context.say(`Using storage profile: ${found.profileName}`);
    }
    if (found.warning) this.warn(WARNINGS[found.warning]);
    return { ...found, isKnown: found.profileName !== undefined };
  }

  /** Says that something may not be as expected. */
  warn(message: string): void {
    this.tell("warning", message, `Warning: ${message}`);
  }

  /** Asks for the folders of roots that are paths of another system. */
  async askForForeignRoots(selection: DownloadSelection): Promise<DownloadSelection> {
    let chosen = selection;
    for (const { path, format } of selection.foreignRoots) {
      const system = format === "windows" ? "Windows" : "Posix";
      this.tell(
        "path",
        [path],
        "This root path format does not match the operating system you're using. " +
          `Where would you like to save the files?\nThe location was ${path}, on ${system}.`,
      );
      const to = this.json
        ? (await this.#confirmedRoots(1))[0]
        : await this.#askForPath("> Please enter a new root path", undefined);
      chosen = chosen.withRoot(path, to);
    }
    return chosen;
  }

  /** Shows the folders to download to and lets them be changed. */
  async confirmRoots(selection: DownloadSelection): Promise<DownloadSelection> {
    if (this.json) return await this.#confirmRootsByLines(selection);
    let chosen = selection;
    while (true) {
      const { roots } = chosen;
      const lines = roots.map(({ path, files }) => `    ${path} (${filesInWords(files.length)})`);
      this.#context.say(`\nSummary of files to download:\n${lines.join("\n")}\n`);
      this.#context.say(
        "You are about to download files which may come from multiple root directories. " +
          "Here are a list of the current root directories:",
      );
      for (const [index, { path }] of roots.entries()) this.#context.say(`[${index}] ${path}`);
      const choices = [...roots.keys()].map(String).concat("y", "n");
      const choice = await this.#choose(
        "> Please enter the index of root directory to edit, y to proceed without changes, or n to " +
          "cancel the download",
        choices,
        "y",
      );
      if (choice === "y") return chosen;
      if (choice === "n") this.#canceled();
      const { path } = roots[Number(choice)];
      const question =
        "> Please enter the new root directory path, or press Enter to keep it unchanged";
      chosen = chosen.withRoot(path, await this.#askForPath(question, path));
    }
  }

  /** What happens to files in the place of others: asked, if that is not settled. */
  async conflict(files: readonly DownloadFile[]): Promise<FileConflict> {
    const { args, signal } = this.#context;
    const setting = (await this.#context.config()).get("settings.conflict_resolution");
    const settled = args.text("conflict-resolution") ?? setting;
    if (settled !== "NOT_SELECTED") return settled as FileConflict;
    // A program that reads the lines could not tell this question from others.
    if (this.json || await this.isAccepted()) return "CREATE_COPY";
    const there = await findConflicts(files, { signal });
    if (there.length === 0) return "CREATE_COPY";
    const named = there.slice(0, NAMED).map((path) => `\n        ${path}`).join("");
    const more = there.length > NAMED ? `\n        ... and ${there.length - NAMED} more` : "";
    this.#context.say(
      `The following files already exist in your local directory:${named}${more}\n` +
        "You have three options to choose from:\n" +
        "[1] Skip: Do not download these files\n" +
        "[2] Overwrite: Download these files and overwrite existing files\n" +
        "[3] Create a copy: Download the file with a new name, appending '(1)' to the end",
    );
    const question = "> Please enter your choice (1, 2, 3, or n to cancel the download)";
    const choice = await this.#choose(question, ["1", "2", "3", "n"], "3");
    if (choice === "n") this.#canceled();
    return (["SKIP", "OVERWRITE", "CREATE_COPY"] as const)[Number(choice) - 1];
  }

  /** Downloads the files and tells how it goes and what came. */
  async download(store: AttachmentStore, files: readonly DownloadFile[]): Promise<void> {
    const { io, args, signal } = this.#context;
    const conflict = await this.conflict(files);
    let told = -1;
    const config = await this.#context.config();
    const verify = (args.text("verify") ?? "TIME").toLowerCase() as "time" | "hash" | "none";
    const { onRetry } = await this.#context.calls();
    let summary: DownloadSummary;
    {
      using show = progressLines(this.#context);
      summary = await downloadFiles(store, files, {
        signal,
        conflict,
        verify,
        onRetry,
        connections: config.getInteger("settings.s3_max_pool_connections"),
        onProgress: (progress) => {
          if (!this.json) {
            const message = progressMessage("downloading", progress);
            return show({ ...progress, phase: "downloading", message });
          }
          const percent = percentOf(progress);
          if (percent !== told) io.out(jsonLine("progress", String(told = percent)));
        },
      });
    }
    this.#tellSummary(summary);
  }

  /** Shows which files will be downloaded. */
  showFiles(files: readonly DownloadFile[]): void {
    if (this.json) return;
    this.#context.say("\nSummary of file paths to download:");
    for (const line of summarizePaths(files.map(({ path }) => path))) {
      this.#context.say(`  ${line}`);
    }
  }

  #tellSummary(summary: DownloadSummary): void {
    const { downloadedFiles, filesByRoot, skippedFiles, fetchedBytes, ms } = summary;
    const count = downloadedFiles.length;
    const rate = humanSize(Math.round(fetchedBytes / Math.max(ms, 1) * 1000));
    const roots = Object.entries(filesByRoot).map(([root, files]) =>
      `\n        ${root} (${filesInWords(files)})`
    );
    const skipped = skippedFiles > 0
      ? `\n    Left ${filesInWords(skippedFiles)} as they were: the same, or not to be replaced.`
      : "";
    this.tell(
      "summary",
      `Downloaded ${count} files`,
      "Download Summary:\n" +
        `    Downloaded ${count} files totaling ${humanSize(fetchedBytes)}.${skipped}\n` +
        `    Total download time of ${(ms / 1000).toFixed(5)} seconds at ${rate}/s.\n` +
        `    Download locations (total file counts):${roots.join("")}\n`,
      { fileCount: count, files: downloadedFiles },
    );
  }

  async #confirmRootsByLines(selection: DownloadSelection): Promise<DownloadSelection> {
    const { io } = this.#context;
    const { roots } = selection;
    const paths = roots.map(({ path, files }) => [path, files.map((file) => file.path)]);
    io.out(jsonLine("presummary", Object.fromEntries(paths)));
    io.out(jsonLine("path", roots.map(({ path }) => path)));
    const confirmed = await this.#confirmedRoots(roots.length);
    // Each by what it was, as the first of them may be moved to where another one is.
    return roots.reduce(
      (chosen, { originals }, index) =>
        originals.reduce((each, original) => each.withRoot(original, confirmed[index]), chosen),
      selection,
    );
  }

  async #confirmedRoots(count: number): Promise<string[]> {
    const { io, signal } = this.#context;
    const roots = await readJsonLine(io, "pathconfirm", count, signal);
    const relative = roots.find((root) => !isAbsolute(root));
    if (relative !== undefined) {
      throw new RangeError(`Cannot download to "${relative}": it is not an absolute path`);
    }
    return roots;
  }

  async #askForPath(question: string, preset: string | undefined): Promise<string> {
    const { io, signal } = this.#context;
    while (true) {
      const shown = preset === undefined ? "" : ` [${preset}]`;
      const answer = await io.ask(`${question}${shown}: `, signal);
      if (answer === undefined) this.#canceled();
      const path = answer || preset;
      if (path) return resolve(io.cwd, expandHome(path, io.env));
    }
  }

  async #choose(question: string, choices: readonly string[], preset: string): Promise<string> {
    const { io, signal } = this.#context;
    while (true) {
      const answer = await io.ask(`${question} (${choices.join(", ")}) [${preset}]: `, signal);
      if (answer === undefined) this.#canceled();
      const choice = answer === "" ? preset : answer;
      if (choices.includes(choice)) return choice;
      this.#context.say(`Error: '${answer}' is not one of ${choices.join(", ")}.`);
    }
  }

  #canceled(): never {
    const what = this.#words.what === "output" ? "Output" : "Input";
    this.#context.say(`${what} download canceled.`);
    throw new ExitError(1);
  }
}

/**
 * Runs a download; in JSON what went wrong is a message, too.
 */
export async function runDownload(
  context: Context,
  words: DownloadWords,
  body: (download: JobDownload) => Promise<void>,
): Promise<void> {
  const download = new JobDownload(context, words);
  try {
    await body(download);
  } catch (error) {
    const isPlain = error instanceof ExitError || error instanceof UsageError;
    if (context.signal.aborted || isPlain || !download.json) throw error;
    const message = messageOf(error);
    context.io.out(jsonLine("error", message.replaceAll("\n", ". ")));
    throw new ExitError(1);
  }
}

/** Whether there is a file in any group. */
export function hasFiles(groups: readonly ManifestGroup[]): boolean {
  return groups.some(({ manifest }) => manifest.paths.length > 0);
}

/** A text as Python shows it. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function filesInWords(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}
