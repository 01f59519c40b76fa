import { basename, join, resolve } from "@std/path";
import { readPathMappingRules } from "../../attachments/read_path_mapping_rules.ts";
import type { PathMappingRule } from "../../attachments/download/path_mapping.ts";
import type { Manifest } from "../../attachments/manifest/manifest.ts";
import { progressMessage } from "../../attachments/progress_message.ts";
import { putManifest } from "../../attachments/upload/put_manifest.ts";
import { rootMetadata } from "../../attachments/manifest/root_metadata.ts";
import { S3CheckCache } from "../../attachments/upload/s3_check_cache.ts";
import { manifestKey } from "../../attachments/store.ts";
import { type UploadFile, uploadFiles } from "../../attachments/upload/upload_files.ts";
import { xxh128 } from "../../attachments/hash/xxh128.ts";
import { filesTarget } from "../attachment_target.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { cacheFolder, readManifest } from "../manifest_input.ts";
import { progressLines } from "../progress_lines.ts";

/** A manifest, and where its files are. */
interface Source {
  file: string;
  text: string;
  manifest: Manifest;
  rule: PathMappingRule;
}

/** Sends the files of manifests and, if asked, the manifests themselves. */
export async function run(context: Context): Promise<void> {
  const { args, signal } = context;
  const rules = await rulesOf(context);
  const sources = await Promise.all(
    args.all("manifests").map((file) => read(context, file, rules)),
  );
  const store = await filesTarget(context);
  const cacheDir = cacheFolder(context);
  using s3CheckCache = await S3CheckCache.open(cacheDir, { signal });
  const { onRetry } = await context.calls();
  const isJson = args.flag("json");
  const told: { manifest: string; key?: string; uploadedFiles: number; skippedFiles: number }[] =
    [];
  for (const { file, text, manifest, rule } of sources) {
    using progress = progressLines(context);
    const files = { [Symbol.iterator]: () => filesOf(manifest, rule.destinationPath) };
    const { uploadedFiles, skippedFiles } = await uploadFiles(store, files, {
      signal,
      onRetry,
      cacheDir,
      s3CheckCache,
      onProgress: (value) =>
        isJson ||
        progress({ ...value, phase: "uploading", message: progressMessage("uploading", value) }),
    });
    progress[Symbol.dispose]();
    const prefix = args.text("upload-manifest-path");
    const key = prefix ? manifestKey(store, `${prefix}/${basename(file)}`) : undefined;
    if (key) {
      const metadata = rootMetadata(rule.sourcePath, rule.sourcePathFormat);
      await putManifest(store, key, text, { signal, onRetry, metadata });
    }
    told.push({ manifest: file, ...key && { key }, uploadedFiles, skippedFiles });
    if (!isJson) {
      context.say(`${file}: ${uploadedFiles} files sent, ${skippedFiles} were there already.`);
    }
  }
  if (isJson) context.say(JSON.stringify(told));
}

async function rulesOf({ args, io, signal }: Context): Promise<PathMappingRule[]> {
  const file = args.text("path-mapping-rules");
  const roots = args.all("root-dirs");
  if ((file === undefined) === (roots.length === 0)) {
    throw new UsageError("Give either '--path-mapping-rules' or '--root-dirs'.");
  }
  if (file !== undefined) return await readPathMappingRules(resolve(io.cwd, file), { signal });
  const sourcePathFormat = Deno.build.os === "windows" ? "windows" : "posix";
  return roots.map((root) => ({
    sourcePathFormat,
    sourcePath: root,
    destinationPath: resolve(io.cwd, root),
  }));
}

async function read(
  context: Context,
  file: string,
  rules: readonly PathMappingRule[],
): Promise<Source> {
  const { text, manifest } = await readManifest(context, file);
  for (const rule of rules) {
    if (!basename(file).includes(await xxh128(rule.sourcePath))) continue;
    return { file, text, manifest, rule };
  }
  throw new UsageError(
    `No root belongs to the manifest '${basename(file)}': its name must have the hash of one.`,
  );
}

function* filesOf({ paths }: Manifest, root: string): Generator<UploadFile> {
  for (const { path, ...file } of paths) yield { ...file, path: join(root, path) };
}
