import {
  type AttachmentStore,
  type DownloadFile,
  downloadFiles,
  type ManifestGroup,
  type TransferProgress,
} from "@deadline/client/attachments";
import { join } from "@std/path";
import { type AssetRoot, assetRootName } from "./asset_root.ts";

/** Options for what is fetched. */
export interface FetchOptions {
  /** Ends the transfer: its connections are closed. */
  readonly signal: AbortSignal;
  /** Hears how far it is. */
  readonly onProgress: (progress: TransferProgress) => void;
}

/**
 * Fetches files into the asset roots of a session, over what is there.
 *
 * @param groups What is fetched. Outputs may be of a root that the job itself does not have; its
 * files go where other workers put them too.
 * @param workingDirectory Where the folders of such roots are.
 */
export async function fetchInputs(
  store: AttachmentStore,
  { roots, groups, workingDirectory }: {
    readonly roots: readonly AssetRoot[];
    readonly groups: readonly ManifestGroup[];
    readonly workingDirectory: string;
  },
  { signal, onProgress }: FetchOptions,
): Promise<void> {
  const placed = groups.map(({ rootPath, fileSystemLocationName, manifest }) => {
    const ofPath = roots.filter((root) => root.rootPath === rootPath);
    const root = ofPath.find(({ properties }) =>
      properties.fileSystemLocationName === fileSystemLocationName
    ) ?? ofPath[0];
    const folder = root?.folder ?? join(workingDirectory, assetRootName(rootPath));
    return { root, folder, paths: manifest.paths };
  });
  const files = new Map<string, DownloadFile>();
  for (const { folder, paths } of placed) {
    for (const { path: inside, hash, size, mtime } of paths) {
      const path = join(folder, inside);
      // Several steps may have written the same file: the last one counts.
      files.set(path, { path, within: folder, hash, size, mtime });
    }
  }
  for (const { folder } of placed) await Deno.mkdir(folder, { recursive: true });
  await downloadFiles(store, files.values(), { signal, onProgress, conflict: "OVERWRITE" });
  for (const { root, paths } of placed) {
    for (const entry of paths) root?.known.set(entry.path, entry);
  }
}
