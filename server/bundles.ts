import { type Bundle, readBundle } from "@deadline/client/bundle";
import { instantiateJob, resolveJobParameters } from "@deadline/openjd";
import { basename, dirname, join } from "@std/path";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import { listHistory } from "./history.ts";
import type { BundleDetail, BundleEntry, BundleListing } from "./contract.ts";
import { samplesDirectory } from "./project.ts";
import { isWithin } from "./is_within.ts";
import type { Roots } from "./roots.ts";
import { compact } from "./shapes/compact.ts";
import { toField } from "./shapes/parameter_field.ts";

/** A folder with more entries than this is shown in part. */
const MOST = 1_000;

/** The sample bundles, or what is in a folder below an allowed one. */
export async function listBundles(
  source: BundleListing["source"],
  path: string | undefined,
  console: Console,
  signal: AbortSignal,
): Promise<BundleListing> {
  const { roots, recent } = console;
  if (source === "recent") {
    const history = await entriesOf(await listHistory(console, signal), roots, signal);
    const bundles = await entriesOf(await recent.list(), roots, signal);
    const copies = history.filter(({ kind }) => kind === "bundle");
    const entries = [...bundles, ...copies.map((entry) => ({ ...entry, isHistory: true }))];
    return { source, path: "", entries };
  }
  if (source === "folder" && !path) {
    return { source, path: "", entries: await entriesOf(await roots.list(), roots, signal) };
  }
  const asked = path || samplesDirectory();
  const folder = await roots.resolve(asked);
  const paths: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    signal.throwIfAborted();
    if (!isFile && !name.startsWith(".") && paths.length < MOST) paths.push(join(folder, name));
  }
  const found = await entriesOf(paths, roots, signal);
  const entries = source === "folder" ? found : found.filter(({ kind }) => kind === "bundle");
  entries.sort((a, b) => a.name.localeCompare(b.name));
  return compact({ source, path: folder, parent: await parentOf(folder, source, roots), entries });
}

/** A bundle with all that a form needs to submit it. */
export async function describeBundle(
  path: string,
  roots: Roots,
  signal: AbortSignal,
): Promise<BundleDetail> {
  const bundle = await readAllowed(path, roots, signal);
  const { template, assetReferences } = bundle;
  const given = new Map(bundle.parameterValues.map(({ name, value }) => [name, textOf(value)]));
  return compact({
    path: bundle.directory,
    name: template.name,
    description: template.description,
    steps: stepsOf(bundle, given),
    parameters: (template.parameterDefinitions ?? []).map((definition) =>
      toField(definition, given.get(definition.name))
    ),
    attachments: {
      inputs: [...assetReferences.inputFiles, ...assetReferences.inputDirectories],
      outputs: assetReferences.outputDirectories,
    },
    fields: fieldsOf(bundle),
    template: bundle.templateText,
    templateType: bundle.templateType,
  });
}

/** What the bundle says of its job besides parameters; undefined if it says nothing. */
function fieldsOf({ parameterValues }: Bundle): BundleDetail["fields"] {
  const fields: Record<string, unknown> = {};
  for (const { name, value } of parameterValues) {
    if (name.startsWith("deadline:")) fields[name.slice("deadline:".length)] = value;
  }
  return Object.keys(fields).length > 0 ? fields as BundleDetail["fields"] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Reads a bundle below an allowed folder. */
export async function readAllowed(
  path: string,
  roots: Roots,
  signal: AbortSignal,
): Promise<Bundle> {
  const real = await roots.resolve(path);
  try {
    return await readBundle(real, { signal, cwd: real });
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    throw new TaskError(message, { code: "BundleError", status: 422, cause: error });
  }
}

/** The steps, with how many tasks each makes of the values that are known. */
function stepsOf({ template }: Bundle, given: Map<string, string>): BundleDetail["steps"] {
  const counts = new Map<string, number>();
  try {
    const names = new Set((template.parameterDefinitions ?? []).map(({ name }) => name));
    const values = Object.fromEntries([...given].filter(([name]) => names.has(name)));
    const job = instantiateJob(template, resolveJobParameters(template, values));
    for (const { name, tasks } of job.steps) counts.set(name, tasks.size);
  } catch {
    // Values are still missing; how many tasks there will be depends on them.
  }
  return template.steps.map(({ name, dependencies = [] }) =>
    compact({
      name,
      tasks: counts.get(name),
      dependsOn: dependencies.map(({ dependsOn }) => dependsOn),
    })
  );
}

async function entriesOf(
  paths: string[],
  roots: Roots,
  signal: AbortSignal,
): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (const path of paths) {
    const entry = await entryOf(path, roots, signal);
    if (entry) entries.push(entry);
  }
  return entries;
}

/** A folder as an entry; undefined for what is no folder, or must not be looked into. */
async function entryOf(
  path: string,
  roots: Roots,
  signal: AbortSignal,
): Promise<BundleEntry | undefined> {
  signal.throwIfAborted();
  try {
    const real = await roots.resolve(path);
    if (!(await Deno.stat(real)).isDirectory) return undefined;
    const name = basename(path);
    if (!await hasTemplate(real)) return { path: real, name, kind: "folder" };
    // A bundle that cannot be used is shown all the same; choosing it tells what is wrong.
    const bundle = await readBundle(real, { signal, cwd: real }).catch(() => undefined);
    const { name: jobName, description } = bundle?.template ?? {};
    return compact({ path: real, name, jobName, kind: "bundle" as const, description });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function hasTemplate(folder: string): Promise<boolean> {
  for (const name of ["template.yaml", "template.json"]) {
    const found = await Deno.stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile) return true;
  }
  return false;
}

/** The folder above, if it may be looked into as well. */
async function parentOf(
  folder: string,
  source: BundleListing["source"],
  roots: Roots,
): Promise<string | undefined> {
  if (source === "samples") return undefined;
  const parent = dirname(folder);
  const allowed = await roots.list();
  return allowed.some((root) => isWithin(root, parent)) ? parent : undefined;
}
