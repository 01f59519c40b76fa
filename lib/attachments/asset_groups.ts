import {
  basename,
  dirname,
  isAbsolute,
  join,
  parse,
  relative,
  resolve,
  SEPARATOR,
} from "@std/path";
import { Breaths } from "./_breaths.ts";
import { CompactPaths, type PathList } from "./files/compact_paths.ts";
import { type FileFacts, fileFacts, resolvePath } from "./files/host_files.ts";
import { type FileProblem, UnusableFilesError } from "./files/unusable_files_error.ts";

/** A place of a storage profile. */
export interface FileSystemLocation {
  /** Its name, which is the same in all storage profiles. */
  name: string;
  /** Where it is on this machine. */
  path: string;
  /** `SHARED` files are there for all hosts; `LOCAL` ones have to be sent. */
  type: "SHARED" | "LOCAL";
}

/** What {@linkcode groupAssets} takes. */
export interface GroupAssetsInput {
  /** Input files. */
  inputs?: Iterable<string>;
  /** Folders that outputs are written to. */
  outputs?: Iterable<string>;
  /** Paths that are only told of. */
  references?: Iterable<string>;
  /** The places of the storage profile. */
  locations?: readonly FileSystemLocation[];
  /** Refuse inputs that are not there, rather than only telling of them. */
  requireInputs?: boolean;
}

/** Assets with one root. All paths are absolute, and sorted. */
export interface AssetGroup {
  /** The folder that has them all. */
  rootPath: string;
  /** The place of the storage profile that they are in, if any. */
  fileSystemLocationName: string | undefined;
  /** Input files. */
  inputs: PathList;
  /** Folders that outputs are written to. */
  outputs: string[];
  /** Paths that are only told of. */
  references: string[];
}

/**
 * Puts the assets of a job into groups, each with one root, as the Python client does: a group for
 * each `LOCAL` place, and one for the rest. What is in a `SHARED` place is left out.
 *
 * @throws {UnusableFilesError} naming all inputs that are folders or, if so asked, not there.
 */
export function groupAssets(input: GroupAssetsInput): AssetGroup[] {
  const steps = groupingSteps({ ...input, inputs: absolute(input.inputs ?? []) });
  for (let step = steps.next();; step = steps.next()) {
    if (step.done) return step.value.map((group) => ({ ...group, inputs: [...group.inputs] }));
  }
}

/** What {@linkcode groupAssetsCalmly} takes. */
export interface GroupAssetsCalmlyInput extends Omit<GroupAssetsInput, "inputs"> {
  /** Input files: absolute paths, each once; and `undefined` where others may have a turn. */
  inputs: Iterable<string | undefined>;
}

/** What {@linkcode groupAssetsCalmly} tells on its way. */
export interface GroupAssetsCalmlyOptions {
  /** Stops the work. */
  signal?: AbortSignal | undefined;
  /** Called with each input file that belongs to a group. */
  onInput?: ((path: string, size: number) => void) | undefined;
  /** Called with each input that is not there, and so is only told of. */
  onMissing?: ((path: string) => void) | undefined;
}

/**
 * Does as {@linkcode groupAssets}, and lets others have a turn now and then. References are gone
 * through after the inputs.
 */
export async function groupAssetsCalmly(
  input: GroupAssetsCalmlyInput,
  options: GroupAssetsCalmlyOptions = {},
): Promise<AssetGroup[]> {
  const steps = groupingSteps(input, options);
  const breaths = new Breaths(options.signal);
  while (true) {
    const { done, value } = steps.next();
    if (done) return value;
    if (breaths.due) await breaths.take();
  }
}

function* groupingSteps(
  input: GroupAssetsCalmlyInput,
  { onInput, onMissing }: GroupAssetsCalmlyOptions = {},
): Generator<undefined, AssetGroup[]> {
  const { inputs, outputs = [], references = [], requireInputs = false } = input;
  const groups = new Map<string, GrowingGroup>();
  const add = (path: string, to: "inputs" | "outputs" | "references") => {
    const group = groupOf(path, input.locations ?? [], groups);
    group?.[to].push(path);
    return group !== undefined;
  };
  const told: string[] = [];
  const problems: FileProblem[] = [];
  for (const path of inputs) {
    yield;
    if (path === undefined) continue;
    const facts = factsOf(path);
    if (facts?.kind === "folder") problems.push({ path, problem: "folder" });
    else if (facts) {
      if (add(path, "inputs")) onInput?.(path, facts.size);
    } else if (requireInputs) problems.push({ path, problem: "missing" });
    else {
      told.push(path);
      onMissing?.(path);
    }
  }
  if (problems.length > 0) throw new UnusableFilesError(problems);
  for (const path of absolute(outputs)) add(path, "outputs");
  for (const path of new Set([...absolute(references), ...told])) add(path, "references");
  for (const group of groups.values()) finish(group);
  const key = (group: AssetGroup) => `${group.rootPath}\0${group.fileSystemLocationName ?? ""}`;
  return [...groups.values()].sort((a, b) => key(a) < key(b) ? -1 : 1);
}

/** A group to which paths are being added. */
type GrowingGroup = AssetGroup & { inputs: CompactPaths };

function* absolute(paths: Iterable<string>): Generator<string> {
  const given = [...paths].filter((path) => path !== "");
  yield* new Set(given.map((path) => resolve(path)));
}

/** The group that a path belongs to, made if need be; none for a path in a `SHARED` place. */
function groupOf(
  path: string,
  locations: readonly FileSystemLocation[],
  groups: Map<string, GrowingGroup>,
): GrowingGroup | undefined {
  const around = locations.filter((location) => isBelow(location.path, path));
  if (around.some(({ type }) => type === "SHARED")) return undefined;
  const [local] = around.toSorted((a, b) => b.path.length - a.path.length);
  const key = local?.path ?? parse(path).root.toLowerCase();
  let group = groups.get(key);
  if (!group) {
    const fileSystemLocationName = local?.name;
    const inputs = new CompactPaths();
    group = { rootPath: "", fileSystemLocationName, inputs, outputs: [], references: [] };
    groups.set(key, group);
  }
  return group;
}

function finish(group: GrowingGroup): void {
  if (!group.inputs.isAscending) group.inputs = CompactPaths.of([...group.inputs].sort());
  const { inputs, outputs, references } = group;
  for (const paths of [outputs, references]) paths.sort();
  let root: string[] | undefined;
  let last = "";
  for (const paths of [inputs, outputs, references]) {
    for (const path of paths) {
      // Most files are in the folder of the one before.
      if (root && path.startsWith(last)) continue;
      const parts = path.split(SEPARATOR);
      let shared = 0;
      while (root && shared < root.length && root[shared] === parts[shared]) shared++;
      root = root ? root.slice(0, shared) : parts;
      last = `${root.join(SEPARATOR)}${SEPARATOR}`;
    }
  }
  const path = resolve(`${root!.join(SEPARATOR)}${root!.length === 1 ? SEPARATOR : ""}`);
  group.rootPath = factsOf(path)?.kind === "file" ? dirname(path) : path;
}

/** Whether a path is in a folder, links resolved on both sides. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(resolved(folder), resolved(path));
  return way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

/** The path with its links resolved, as far as it is there. */
function resolved(path: string): string {
  try {
    return resolvePath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(resolved(parent), basename(path));
  }
}

function factsOf(path: string): FileFacts | undefined {
  try {
    return fileFacts(path);
  } catch {
    return undefined;
  }
}
