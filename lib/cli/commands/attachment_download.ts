import { basename, join, resolve } from "@std/path";
import { downloadFiles, type FileConflict } from "../../attachments/download/download_files.ts";
import { DownloadSelection } from "../../attachments/download/download_selection.ts";
import { humanSize } from "../../attachments/human_size.ts";
import type { ManifestGroup } from "../../attachments/download/manifest_group.ts";
import type { PathMappingRule } from "../../attachments/download/path_mapping.ts";
import { progressMessage } from "../../attachments/progress_message.ts";
import { readPathMappingRules } from "../../attachments/read_path_mapping_rules.ts";
import { xxh128 } from "../../attachments/hash/xxh128.ts";
import { filesTarget } from "../attachment_target.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { readManifest } from "../manifest_input.ts";
import { pythonJson } from "../../attachments/python_json.ts";
import { progressLines } from "../progress_lines.ts";

/** Downloads the files of manifests. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const file = args.text("path-mapping-rules");
  const rules = file ? await readPathMappingRules(resolve(io.cwd, file), { signal }) : [];
  const groups: ManifestGroup[] = [];
  for (const manifest of args.all("manifests")) {
    const group = await read(context, manifest, rules);
    if (groups.some(({ rootPath }) => rootPath === group.rootPath)) {
      throw new UsageError(
        `${group.rootPath} is already in use, one destination path maps to one manifest file only.`,
      );
    }
    groups.push(group);
  }
  const store = await filesTarget(context);
  const config = await context.config();
  const setting = args.text("conflict-resolution") ?? config.get("settings.conflict_resolution");
  const conflict = (setting === "NOT_SELECTED" ? "CREATE_COPY" : setting) as FileConflict;
  const isJson = args.flag("json");
  using show = progressLines(context);
  const { onRetry } = await context.calls();
  const summary = await downloadFiles(store, new DownloadSelection(groups).files(), {
    signal,
    conflict,
    onRetry,
    connections: config.getInteger("settings.s3_max_pool_connections"),
    onProgress: (progress) =>
      isJson ||
      show({
        ...progress,
        phase: "downloading",
        message: progressMessage("downloading", progress),
      }),
  });
  show[Symbol.dispose]();
  const { totalFiles, totalBytes, skippedFiles, skippedBytes, fetchedBytes, ms } = summary;
  const rate = fetchedBytes / Math.max(ms, 1) * 1000;
  if (isJson) {
    return context.say(pythonJson({
      total_time: ms / 1000,
      total_files: totalFiles,
      total_bytes: totalBytes,
      processed_files: totalFiles - skippedFiles,
      processed_bytes: totalBytes - skippedBytes,
      skipped_files: skippedFiles,
      skipped_bytes: skippedBytes,
      transfer_rate: rate,
    }));
  }
  const done = totalFiles - skippedFiles;
  context.say(
    `Processed ${done} file${done === 1 ? "" : "s"} totaling ${
      humanSize(totalBytes - skippedBytes)
    }.`,
  );
  context.say(`Skipped re-processing ${skippedFiles} files totaling ${humanSize(skippedBytes)}.`);
  context.say(
    `Total processing time of ${(ms / 1000).toFixed(5)} seconds at ${
      humanSize(Math.round(rate))
    }/s.`,
  );
}

/** A manifest, and the folder for its files: that of its rule, else one named after it. */
async function read(
  context: Context,
  file: string,
  rules: readonly PathMappingRule[],
): Promise<ManifestGroup> {
  const { cwd } = context.io;
  const name = basename(file);
  const { manifest } = await readManifest(context, file);
  const rootPathFormat = Deno.build.os === "windows" ? "windows" : "posix";
  for (const { sourcePath, destinationPath } of rules) {
    if (!name.includes(await xxh128(sourcePath))) continue;
    return { rootPath: resolve(cwd, destinationPath), rootPathFormat, manifest };
  }
  return { rootPath: join(cwd, name), rootPathFormat, manifest };
}
