import { resolve } from "@std/path";
import { listJobManifests } from "../../attachments/download/list_job_manifests.ts";
import { writeManifest } from "../../attachments/manifest/write_manifest.ts";
import type { Context } from "../context.ts";
import { ExitError, UsageError } from "../errors.ts";
import { pythonJson } from "../../attachments/python_json.ts";

/** Writes the manifests of a job or a step to a folder, one for each root. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const [folder] = args.positional;
  const info = await Deno.stat(resolve(io.cwd, folder)).catch(() => undefined);
  if (!info?.isDirectory) {
    throw new UsageError(`Specified destination directory ${folder} does not exist.`);
  }
  const isJson = args.flag("json");
  const assetType = args.text("asset-type") as "INPUT" | "OUTPUT" | "ALL" | undefined;
  const ids = await context.jobIds();
  const stepId = args.text("step-id");
  if (!isJson) {
    context.say(`Looking for manifests of ${stepId ? `step ${stepId} of ` : ""}job ${ids.jobId}`);
  }
  const groups = await listJobManifests({ ...ids, stepId, assetType }, await context.calls());
  const downloaded: { manifest_root: string; local_manifest_path: string }[] = [];
  for (const { rootPath: root, manifest } of groups) {
    // The Python client replaces nothing else here; Windows has no such names.
    const name = Deno.build.os === "windows" ? undefined : root.replaceAll("/", "_");
    const path = await writeManifest({
      manifest,
      root,
      destination: resolve(io.cwd, folder),
      name,
    }, { signal });
    downloaded.push({ manifest_root: root, local_manifest_path: path });
    if (!isJson) context.say(`Downloaded merged manifest for root: ${root} to: ${path}`);
  }
  if (isJson) context.say(pythonJson({ downloaded }));
  if (downloaded.length > 0) return;
  if (!isJson) context.say("There are no manifests to download.");
  throw new ExitError(1);
}
