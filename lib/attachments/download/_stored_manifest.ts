import type { CallOptions } from "../../session/call.ts";
import { forEachBounded } from "../../_for_each_bounded.ts";
import { decodeManifest, ManifestDecodeError } from "../manifest/decode_manifest.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { AttachmentStore } from "../store.ts";
import { readWholeObject } from "./_read_object.ts";

/** How many manifests are fetched at the same time. */
const AT_ONCE = 10;

/** A manifest as the store has it. */
export interface StoredManifest {
  key: string;
  manifest: Manifest;
  /** The root that its metadata tells of. */
  rootPath: string | undefined;
  /** The place of the storage profile that its metadata tells of. */
  fileSystemLocationName: string | undefined;
  /** When it was written, by the clock of the store. */
  modifiedAt: number;
}

/** Fetches manifests, some at a time; the order is that of the keys. */
export async function readStoredManifests(
  store: AttachmentStore,
  keys: readonly string[],
  { signal, onRetry }: CallOptions,
): Promise<StoredManifest[]> {
  const found: StoredManifest[] = new Array(keys.length);
  await forEachBounded(keys.entries(), AT_ONCE, async ([index, key], signal) => {
    const { bytes, facts } = await readWholeObject(store, key, { signal, onRetry });
    const { metadata, modifiedAt } = facts;
    found[index] = {
      key,
      manifest: decode(store, key, bytes),
      rootPath: rootOf(store, key, metadata),
      fileSystemLocationName: metadata["file-system-location-name"] || undefined,
      modifiedAt: modifiedAt?.getTime() ?? 0,
    };
  }, signal);
  return found;
}

function decode({ bucket }: AttachmentStore, key: string, bytes: Uint8Array): Manifest {
  try {
    return decodeManifest(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof ManifestDecodeError)) throw error;
    throw new ManifestDecodeError(`${error.reason}, in "s3://${bucket}/${key}"`, { cause: error });
  }
}

/** A root that is not ASCII does not fit into metadata; it is there as JSON, too. */
function rootOf(
  { bucket }: AttachmentStore,
  key: string,
  metadata: Record<string, string>,
): string | undefined {
  const json = metadata["asset-root-json"];
  if (json === undefined) return metadata["asset-root"];
  try {
    const root: unknown = JSON.parse(json);
    if (typeof root === "string") return root;
  } catch {
    // Told below, like all that is no text.
  }
  throw new ManifestDecodeError(
    `"asset-root-json" in the metadata is no JSON text, in "s3://${bucket}/${key}"`,
  );
}
