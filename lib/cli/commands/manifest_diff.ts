import { resolve } from "@std/path";
import { asciiJson } from "../../attachments/ascii_json.ts";
import { diffFolder } from "../../attachments/manifest/diff_folder.ts";
import type { Context } from "../context.ts";
import { cacheFolder, fileFilter, folderOf, manifestOf } from "../manifest_input.ts";

/** Tells in which files a folder and a manifest differ. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const root = await folderOf(context, "root");
  const { added, modified, deleted } = await diffFolder({
    ...await fileFilter(context),
    root: resolve(io.cwd, root),
    manifest: await manifestOf(context, "manifest"),
    rehash: args.flag("force-rehash"),
  }, { signal, cacheDir: cacheFolder(context) });
  if (args.flag("json")) {
    return context.say(asciiJson({ new: added, modified, deleted }, 4));
  }
  context.say(`Manifest Diff of root directory: ${root}`);
  for (const [sign, paths] of [["+", added], ["M", modified], ["-", deleted]] as const) {
    for (const path of paths) context.say(`  ${sign} ${path}`);
  }
  if (added.length + modified.length + deleted.length === 0) context.say("  no differences");
}
