import {
  type AttachmentStore,
  createManifest,
  encodeManifest,
  hashFiles,
  manifestKey,
  putManifest,
  type TransferProgress,
  uploadFiles,
  xxh128,
} from "@deadline/client/attachments";
import type { TaskRunManifestPropertiesRequest } from "@aws-sdk/client-deadline";
import type { AssetRoot } from "./asset_root.ts";
import { findOutputs } from "./find_outputs.ts";
import { outputManifestFolder, outputMetadata, type TaskRunAddress } from "./output_manifest.ts";

/** Options for {@linkcode sendOutputs}. */
export interface SendOptions {
  /** Ends the transfer: its connections are closed. */
  readonly signal: AbortSignal;
  /** Hears how far it is. */
  readonly onProgress: (progress: TransferProgress) => void;
  /** Hears what is worth a line of the log. */
  readonly onLine: (line: string) => void | Promise<void>;
}

/**
 * Sends what a task has written below the output folders of its job: the files, then for each asset
 * root that has some the manifest that names them. What was there before, or was sent before, is
 * left out.
 *
 * @returns What to report of each asset root, in the order of the job's.
 * @throws {UnusableFilesError} naming files that cannot be read.
 */
export async function sendOutputs(
  store: AttachmentStore,
  roots: readonly AssetRoot[],
  address: TaskRunAddress,
  { signal, onProgress, onLine }: SendOptions,
): Promise<TaskRunManifestPropertiesRequest[]> {
  const manifests: TaskRunManifestPropertiesRequest[] = [];
  const folder = outputManifestFolder(address);
  for (const root of roots) {
    const found = await findOutputs(root, { signal });
    if (found.length === 0) {
      manifests.push({});
      continue;
    }
    const paths = new Map(found.map(({ path, file }) => [file, path]));
    const hashed = await hashFiles([...paths.keys()], {
      signal,
      workers: Math.min(paths.size, navigator.hardwareConcurrency),
    });
    const manifest = createManifest(
      hashed.map(({ path, hash, size, mtime }) => ({ path: paths.get(path)!, hash, size, mtime })),
    );
    await uploadFiles(store, hashed, { signal, onProgress });
    const text = encodeManifest(manifest);
    const name = `${root.properties.fileSystemLocationName ?? ""}${root.rootPath}`;
    const outputManifestPath = `${folder}/${await xxh128(name)}_output`;
    // After the files: what a manifest names is there.
    await putManifest(store, manifestKey(store, outputManifestPath), text, {
      signal,
      metadata: outputMetadata(root.rootPath, root.properties.fileSystemLocationName),
    });
    for (const entry of manifest.paths) root.known.set(entry.path, entry);
    await onLine(`Uploaded the output manifest ${outputManifestPath}`);
    manifests.push({ outputManifestPath, outputManifestHash: await xxh128(text) });
  }
  return manifests;
}
