import { resolve } from "@std/path";
import {
  type AssetGroup,
  type FileSystemLocation,
  groupAssetsCalmly,
} from "../attachments/asset_groups.ts";
import {
  type ExpandedFolders,
  expandFolders,
  inOrder,
} from "../attachments/files/expand_folders.ts";
import type { AssetReferences } from "./asset_references.ts";
import { type ClassifiedPaths, classifyPaths, tidyKnownPaths } from "./known_paths.ts";

/** What goes along with a job. */
export interface AttachmentPlan {
  /** The files and folders, by their roots. */
  groups: AssetGroup[];
  /** Files to be sent, before it is known which of them are there already. */
  files: number;
  /** Bytes of them. */
  bytes: number;
  /** Places that the bundle, the storage profile, the settings or the submitter name. */
  known: ClassifiedPaths;
  /** Places that none of them names: a question should show these. */
  unknown: ClassifiedPaths;
  /** Inputs that are not there; the job is only told of them. */
  missing: string[];
  /** Input folders without any file; the job is only told of them. */
  empty: string[];
}

/** What {@linkcode planAttachments} takes. */
export interface PlanAttachmentsInput {
  /** The paths, absolute. */
  assets: AssetReferences;
  /** The places of the storage profile. */
  locations?: readonly FileSystemLocation[] | undefined;
  /** Places that need no question. */
  knownPaths: Iterable<string>;
  /** Refuse inputs that are not there. */
  requirePathsExist?: boolean | undefined;
}

/** Options for {@linkcode planAttachments}. */
export interface PlanAttachmentsOptions {
  /** Stops the planning. */
  signal?: AbortSignal | undefined;
  /** Called with each file that is to be sent. */
  onFile?: ((path: string, size: number) => void) | undefined;
}

/**
 * Finds out what goes along with a job: folders are expanded, paths grouped by their roots, and told
 * apart by whether they are in known places. Nothing is read but names and sizes.
 *
 * @throws {UnusableFilesError} naming all paths that cannot be used.
 */
export async function planAttachments(
  input: PlanAttachmentsInput,
  { signal, onFile }: PlanAttachmentsOptions = {},
): Promise<AttachmentPlan> {
  const { assets, locations = [], requirePathsExist: required = false } = input;
  const missing: string[] = [];
  let inFolders: ExpandedFolders = { empty: [], missing: [] };
  const inputs = function* () {
    const named = [...new Set(assets.inputFiles.filter(Boolean).map((path) => resolve(path)))];
    const folders = expandFolders(assets.inputDirectories.map((path) => resolve(path)), {
      requireFolders: required,
    });
    yield* inOrder([
      function* () {
        yield* named.sort();
      }(),
      function* () {
        inFolders = yield* folders;
      }(),
    ]);
  };
  // Known when all inputs have been gone through.
  const references = function* () {
    yield* assets.referencedPaths;
    yield* inFolders.empty;
    yield* inFolders.missing;
  };
  let [files, bytes] = [0, 0];
  const groups = await groupAssetsCalmly({
    inputs: inputs(),
    outputs: assets.outputDirectories,
    references: references(),
    locations,
    requireInputs: required,
  }, {
    signal,
    onInput(path, size) {
      files++;
      bytes += size;
      onFile?.(path, size);
    },
    onMissing: (path) => missing.push(path),
  });
  const local = locations.filter(({ type }) => type === "LOCAL").map(({ path }) => path);
  const places = classifyPaths({
    files: inputsOf(groups),
    outputs: groups.flatMap(({ outputs }) => outputs),
  }, tidyKnownPaths([...input.knownPaths, ...local]));
  missing.unshift(...inFolders.missing);
  return { groups, files, bytes, ...places, missing, empty: inFolders.empty };
}

function* inputsOf(groups: readonly AssetGroup[]): Generator<string> {
  for (const { inputs } of groups) yield* inputs;
}
