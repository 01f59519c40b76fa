import { join, resolve } from "@std/path";
import type { CallOptions } from "@deadline/client";
import { getQueue } from "@deadline/client";
import { type Bundle, getQueueEnvironmentTemplates } from "@deadline/client/bundle";
import { type EnvironmentTemplate, mergeParameterDefinitions } from "@deadline/openjd";
import { TaskError } from "@deadline/client/task";
import { readAllowed } from "./bundles.ts";
import { checkSubmitParts } from "./check_submit_request.ts";
import type { AssetEntry, AssetListing, AssetsRequest } from "./contract.ts";
import type { Ids } from "./ids.ts";
import type { Roots } from "./roots.ts";
import { compact } from "./shapes/compact.ts";

/** A folder with more files than this is not counted to its end. */
const MOST_FILES = 1_000_000;

/** What a submission would send along, and what its job would write; nothing is read but sizes. */
export async function listAssets(
  ids: Ids<"farmId" | "queueId">,
  request: AssetsRequest,
  roots: Roots,
  call: CallOptions & { signal: AbortSignal },
): Promise<AssetListing> {
  checkSubmitParts(request);
  const bundle = await readAllowed(request.bundle, roots, call.signal);
  const [queue, environments] = await Promise.all([
    getQueue(ids, call),
    getQueueEnvironmentTemplates(ids, call),
  ]);
  const paths = pathsOf(bundle, environments, request);
  const entries: AssetEntry[] = [];
  const seen = new Map<string, number>();
  for (const path of paths) entries.push(await describe(path, roots, seen, call.signal));
  let bytes = 0;
  for (const size of seen.values()) bytes += size;
  return {
    supported: queue.jobAttachmentSettings !== undefined,
    entries,
    files: seen.size,
    bytes,
  };
}

type AssetPath = Pick<AssetEntry, "path" | "kind" | "auto">;

/** What the bundle, its parameters and the person name, each path once a kind. */
function pathsOf(
  bundle: Bundle,
  environments: readonly EnvironmentTemplate[],
  { parameters = {}, assets }: Partial<AssetsRequest>,
): AssetPath[] {
  const found = new Map<string, AssetPath>();
  const add = (kind: AssetEntry["kind"], path: string, auto: boolean) => {
    const key = `${kind} ${path}`;
    if (!found.has(key)) found.set(key, { path, kind, auto });
  };
  const { inputFiles, inputDirectories, outputDirectories } = bundle.assetReferences;
  for (const path of inputFiles) add("inputFile", path, true);
  for (const path of inputDirectories) add("inputDirectory", path, true);
  for (const path of outputDirectories) add("outputDirectory", path, true);
  const given = new Map(bundle.parameterValues.map(({ name, value }) => [name, String(value)]));
  const { definitions } = mergeParameterDefinitions(bundle.template, environments);
  for (const { name, type, dataFlow = "NONE", objectType, default: preset } of definitions) {
    const value = parameters[name] || given.get(name) || preset;
    if (type !== "PATH" || dataFlow === "NONE" || !value) continue;
    const path = resolve(bundle.directory, value);
    const isFile = objectType === "FILE";
    if (dataFlow !== "OUT") add(isFile ? "inputFile" : "inputDirectory", path, true);
    if (dataFlow !== "IN") add("outputDirectory", isFile ? join(path, "..") : path, true);
  }
  for (const path of assets?.inputFiles ?? []) add("inputFile", path, false);
  for (const path of assets?.inputDirectories ?? []) add("inputDirectory", path, false);
  for (const path of assets?.outputDirectories ?? []) add("outputDirectory", path, false);
  return [...found.values()];
}

/** Looks at one path; the files that it adds are put into `seen`. */
async function describe(
  asset: AssetPath,
  roots: Roots,
  seen: Map<string, number>,
  signal: AbortSignal,
): Promise<AssetEntry> {
  signal.throwIfAborted();
  let real: string;
  try {
    real = await roots.resolve(asset.path);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    return error.status === 404 ? { ...asset, missing: true } : { ...asset, outside: true };
  }
  if (asset.kind === "outputDirectory") return asset;
  const sizes = await sizesBelow(real, signal);
  let bytes = 0;
  for (const [path, size] of sizes) {
    bytes += size;
    seen.set(path, size);
  }
  return compact({ ...asset, files: sizes.size, bytes });
}

/** The sizes of a file, or of all files in a folder. */
async function sizesBelow(path: string, signal: AbortSignal): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const folders: string[] = [];
  const look = async (one: string) => {
    const info = await Deno.stat(one).catch(() => undefined);
    if (info?.isDirectory) folders.push(one);
    else if (info?.isFile) sizes.set(one, info.size);
  };
  await look(path);
  const entered = new Set<string>();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // A link can lead back into a folder that it is in.
    const real = await Deno.realPath(folder);
    if (entered.has(real) || sizes.size >= MOST_FILES) continue;
    entered.add(real);
    for await (const { name } of Deno.readDir(folder)) {
      signal.throwIfAborted();
      await look(join(folder, name));
    }
  }
  return sizes;
}
