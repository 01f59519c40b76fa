import { resolve } from "@std/path";
import type { FileConflict } from "../../attachments/download/download_files.ts";
import { humanSize } from "../../attachments/human_size.ts";
import { progressMessage } from "../../attachments/progress_message.ts";
import { countOf, durationText, localTime } from "../../attachments/sync/report_words.ts";
import type { SyncReport } from "../../attachments/sync/sync_report.ts";
import { syncQueueOutputs, type SyncSummary } from "../../attachments/sync/sync_queue_outputs.ts";
import { expandHome } from "../../config/config_path.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";

const DEFAULT_FOLDER = "~/.deadline/incremental_download";
/** Milliseconds between two lines about the progress of a job. */
const PAUSE = 20_000;
const LABEL = 12;

/** Downloads all outputs of a queue that have come since the last run. */
export async function run(context: Context): Promise<void> {
  const { args, io } = context;
  const ignores = args.flag("ignore-storage-profiles");
  if (ignores && args.text("storage-profile-id") !== undefined) {
    throw new UsageError(
      "Options '--storage-profile-id' and '--ignore-storage-profiles' cannot be provided together",
    );
  }
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  const profileId = (await context.config()).get("settings.storage_profile_id");
  if (!ignores && !profileId) {
    throw new UsageError(
      "The sync-output operation requires a storage profile defined in the deadline client " +
        "configuration or provided with the --storage-profile-id option.",
      "If you only submit and download jobs from the same operating system and mount locations, " +
        "you can use the --ignore-storage-profiles option.",
    );
  }
  const started = performance.now();
  const dryRun = args.flag("dry-run");
  const lines = new Lines(context, !args.flag("verbose"));
  const told = new Map<string, number>();
  try {
    const summary = await syncQueueOutputs({
      farmId,
      queueId,
      storageProfileId: ignores ? undefined : profileId,
      checkpointDir: resolve(
        io.cwd,
        expandHome(args.text("checkpoint-dir") ?? DEFAULT_FOLDER, io.env),
      ),
      defaultCheckpointDir: expandHome(DEFAULT_FOLDER, io.env),
      lookback: (args.number("bootstrap-lookback-minutes") ?? 0) * 60_000,
      forceBootstrap: args.flag("force-bootstrap"),
      conflict: (args.text("conflict-resolution") ?? "OVERWRITE") as FileConflict,
      dryRun,
    }, {
      ...await context.calls(),
      report: lines,
      onProgress: ({ jobId }, progress) => {
        const now = performance.now();
        const isDone = progress.files === progress.totalFiles;
        if (!isDone && now - (told.get(jobId) ?? started) < PAUSE) return;
        if (told.get(jobId) === Infinity) return;
        told.set(jobId, isDone ? Infinity : now);
        lines.line(`    ${progressMessage("downloading", progress)}`);
      },
    });
    tell(lines, summary, dryRun, performance.now() - started);
  } catch (error) {
    // What led to it is the only record there is.
    lines.settled(true);
    throw error;
  }
}

/** Writes a report; held back until it is known that there is something to report. */
class Lines implements SyncReport {
  readonly #context: Context;
  readonly #isSilent: boolean;
  #held: string[] | undefined;
  #isDropped = false;
  #title = "";
  hadProblem = false;

  constructor(context: Context, isHeldBack: boolean) {
    this.#context = context;
    this.#isSilent = context.args.flag("json");
    this.#held = isHeldBack ? [] : undefined;
  }

  /** The name of the queue. */
  get queueName(): string {
    return this.#title.replace(/^Queue sync: /, "");
  }

  get isDropped(): boolean {
    return this.#isDropped;
  }

  section(title: string): void {
    this.#title ||= title;
    this.#write("");
    this.#write(title);
  }

  field(label: string, value: string): void {
    this.#write(`  ${label.padEnd(LABEL)}${value}`);
  }

  line(text: string): void {
    this.#write(`  ${text}`);
  }

  entry(tag: string, title: string, details: readonly string[]): void {
    this.#write(`    ${tag.padEnd(9)} ${title}`);
    for (const detail of details) this.#write(`${" ".repeat(14)}${detail}`);
  }

  warning(text: string): void {
    this.hadProblem = true;
    this.#write(`  WARNING: ${text}`);
  }

  error(text: string): void {
    this.hadProblem = true;
    this.#write(`  ERROR: ${text}`);
  }

  settled(hasNews: boolean): void {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    this.#isDropped = !hasNews && !this.hadProblem;
    if (!this.#isDropped) { for (const line of held) this.#write(line); }
  }

  result(text: string): void {
    if (!this.#isSilent) this.#context.say(text);
  }

  #write(line: string): void {
    if (this.#held) this.#held.push(line);
    else if (!this.#isSilent && !this.#isDropped) this.#context.say(line);
  }
}

function tell(lines: Lines, summary: SyncSummary, dryRun: boolean, ms: number): void {
  const { files, bytes, failed, attempted, jobs } = summary;
  if (lines.isDropped) {
    const window = durationText(summary.window);
    const checked = localTime(summary.checkedAt.getTime());
    return lines.result(
      `OK  ${lines.queueName}: nothing new (window ${window}, checked ${checked})`,
    );
  }
  const size = humanSize(bytes);
  const isFailed = new Set(failed.map(({ jobId }) => jobId));
  lines.section(dryRun ? "Summary (dry run, nothing written to disk)" : "Summary");
  lines.field("files", `${files} ${dryRun ? "to download" : "downloaded"}, ${size}`);
  const parts = [`${jobs.completed} downloaded`];
  const inProgress = jobs.added + jobs.updated;
  if (inProgress > 0) parts.push(`${inProgress} in progress`);
  if (jobs.inactive > 0) parts.push(`${jobs.inactive} retired`);
  if (isFailed.size > 0) parts.push(`${isFailed.size} failed`);
  lines.field("jobs", parts.join(", "));
  lines.field("task runs", String(summary.taskRuns));
  const skipped = [
    [jobs.attachmentsFree, "no attachments"],
    [jobs.missingProfile, "missing storage profile"],
    [jobs.unchanged, "unchanged"],
  ].filter(([count]) => count).map(([count, label]) => `${count} ${label}`);
  lines.field("skipped", skipped.join(", ") || "none");
  if (summary.unmappedJobs > 0) {
    lines.field("unmapped", `${countOf(summary.unmappedJobs, "job")} with unmapped paths`);
  }
  if (failed.length > 0) lines.field("problems", `${countOf(isFailed.size, "job")} failed`);
  for (const { code, name, jobId } of failed) {
    lines.field("", `${code.padEnd(18)} ${name} (${jobId})`);
  }
  for (const path of summary.statusFiles) lines.field("status file", path);
  lines.field("checkpoint", dryRun ? "not saved (dry run)" : "saved");
  lines.field("elapsed", durationText(ms));
  const elapsed = durationText(ms);
  lines.result(
    failed.length > 0
      ? `FAILED  ${failed.length} of ${attempted} jobs failed after ${elapsed} ` +
        `(${files} files, ${size} downloaded)`
      : dryRun
      ? `OK  dry run, ${files} files (${size}) would be downloaded, checked in ${elapsed}`
      : files > 0
      ? `OK  ${files} files, ${size}, ${countOf(attempted, "job")} in ${elapsed}`
      : `OK  nothing to download, checked in ${elapsed}`,
  );
}
