import { resolve } from "@std/path";
import type { FileProgress } from "../../attachments/file_progress.ts";
import { snapshotFolder } from "../../attachments/manifest/snapshot_folder.ts";
import { writeManifest } from "../../attachments/manifest/write_manifest.ts";
import { pythonJson } from "../../attachments/python_json.ts";
import type { Context } from "../context.ts";
import { cacheFolder, fileFilter, folderOf, manifestOf } from "../manifest_input.ts";

/** Milliseconds between two lines of progress. */
const PAUSE = 1_000;

/** Writes a manifest of the files below a root. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const json = args.flag("json");
  const root = await folderOf(context, "root");
  const destination = args.text("destination") ? await folderOf(context, "destination") : root;
  if (!args.text("destination") && !json) {
    context.say(`Manifest creation path defaulted to ${root} \n`);
  }
  let last: FileProgress | undefined;
  const input = {
    ...await fileFilter(context),
    root: resolve(io.cwd, root),
    since: args.text("diff") ? await manifestOf(context, "diff") : undefined,
    rehash: args.flag("force-rehash"),
  };
  const tell = io.isTerminal && !json ? progressLines(context) : () => {};
  const manifest = await snapshotFolder(input, {
    signal,
    cacheDir: cacheFolder(context),
    onProgress: (progress) => tell(last = progress),
  });
  if (!manifest) {
    if (!json) context.say("No manifest generated");
    return;
  }
  const file = await writeManifest({ manifest, root, destination, name: args.text("name") }, {
    signal,
  });
  if (json) return context.say(pythonJson({ root, manifest: file }));
  const { files, skippedFiles } = last!;
  context.say(`Hashed ${files - skippedFiles} files; ${skippedFiles} were known from earlier.`);
  context.say(`Manifest generated at ${file}`);
}

function progressLines(context: Context): (progress: FileProgress) => void {
  let next = performance.now() + PAUSE;
  return ({ files, totalFiles, bytes, totalBytes }) => {
    if (performance.now() < next) return;
    next = performance.now() + PAUSE;
    const percent = Math.floor(100 * bytes / (totalBytes || 1));
    context.say(`Hashing: ${percent} % of ${totalBytes} bytes, ${files} of ${totalFiles} files`);
  };
}
