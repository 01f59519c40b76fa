import { resolve } from "@std/path";
import { isBundleDirectory } from "../../bundle/_bundle_files.ts";
import { type BundleInfo, readBundleInfo } from "../../bundle/shared/bundle_info.ts";
import { ARCHIVE_EXTENSION } from "../../bundle/shared/bundle_name.ts";
import { getSharedBundleInfo } from "../../bundle/shared/shared_bundles.ts";
import type { Context } from "../context.ts";
import { findSharedBundle, queueStore } from "../shared_bundles.ts";

/** Shows what a job bundle is. */
export async function run(context: Context): Promise<void> {
  const info = context.args.flag("queue") ? await onQueue(context) : await here(context);
  if (context.speaksJson) context.say(JSON.stringify(toJson(info), null, 2));
  else context.say(toText(info));
}

async function onQueue(context: Context): Promise<BundleInfo> {
  const { store, options } = await queueStore(context);
  const { name } = await findSharedBundle(store, context.args.positional[0], options);
  return await getSharedBundleInfo(store, name, options);
}

/** A path comes before a name in the current folder, and that before one in the configured one. */
async function here(context: Context): Promise<BundleInfo> {
  const { args, io, signal } = context;
  const [name] = args.positional;
  const preset = (await context.config()).getPath("settings.job_bundle_default_directory");
  const places = [resolve(io.cwd, name), ...preset ? [resolve(preset, name)] : []];
  for (const place of places) {
    const isArchive = place.endsWith(ARCHIVE_EXTENSION) &&
      (await Deno.stat(place).catch(() => undefined))?.isFile;
    if (isArchive || await isBundleDirectory(place)) return await readBundleInfo(place, { signal });
  }
  throw new Error(`Bundle '${name}' not found: no job bundle is at ${places.join(" or ")}`);
}

/** The form of the Python client, with its names. */
function toJson({ name, description, steps, parameters, size, path }: BundleInfo): unknown {
  return {
    name,
    description,
    steps,
    parameters: parameters.map(({ name, type, value, definition }) =>
      definition
        ? { ...definition, name, ...value !== undefined && { _display_value: value } }
        : { name, type, _from_metadata: true }
    ),
    sizeBytes: size ?? null,
    path,
  };
}

function toText(info: BundleInfo): string {
  const { path, name, description, steps, parameters, totalSteps, totalParameters } = info;
  const lines = [`Path: ${path}`, `Name: ${name}`];
  if (description) lines.push(`Description: ${description.trimEnd()}`);
  if (steps.length > 0) lines.push("Steps:", ...steps.map((step) => `  • ${step}`));
  lines.push(...more(totalSteps, steps.length));
  if (parameters.length > 0) lines.push("Parameters:");
  for (const { name, type, value } of parameters) {
    lines.push(`  ${name || "?"} (${type || "?"})${value ? ` = ${value}` : ""}`);
  }
  lines.push(...more(totalParameters, parameters.length));
  return lines.join("\n");
}

function more(total: number | undefined, shown: number): string[] {
  return total !== undefined && total > shown ? [`  ... and ${total - shown} more`] : [];
}
