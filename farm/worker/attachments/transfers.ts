import type { Manifest, ManifestPath } from "@deadline/client/attachments";
import {
  type AttachmentStore,
  callStore,
  dataKey,
  decodeManifest,
  manifestKey,
  xxh128,
} from "@deadline/client/attachments";
import type { Attachments } from "@aws-sdk/client-deadline";
import { dirname, relative } from "@std/path";
import type { TransferProgress } from "./transfer_message.ts";

interface TransferOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** Files below one root. */
export interface ManifestGroup {
  rootPath: string;
  fileSystemLocationName?: string | undefined;
  manifest: Manifest;
}

/** A file to be written. */
export interface WantedFile extends ManifestPath {
  /** Where to, absolute. */
  readonly path: string;
  /** The folder that it must stay in. */
  readonly within: string;
}

/** Fetches files of the store. */
export async function downloadFiles(
  store: AttachmentStore,
  files: readonly WantedFile[],
  { signal, onProgress }: TransferOptions & { conflict: "OVERWRITE" },
): Promise<void> {
  const progress = meter(files);
  for (const { path, within, hash, size, mtime } of files) {
    if (relative(within, path).split("/")[0] === "..") {
      throw new Error(`Cannot write "${path}": it is outside of "${within}"`);
    }
    const bytes = await readObject(store, dataKey(store, hash), signal);
    if (await xxh128(bytes) !== hash) throw new Error(`Cannot use "${path}": its hash is wrong`);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes);
    // The platform sets whole milliseconds only.
    await new Deno.Command("touch", { args: ["-d", `@${(mtime / 1e6).toFixed(6)}`, path] })
      .output();
    onProgress?.(progress(size));
  }
}

/** What a job is listed with. */
interface ListOptions {
  readonly store: AttachmentStore;
  readonly job: { readonly attachments?: Attachments | undefined };
  readonly signal: AbortSignal;
}

type Ids = Record<"farmId" | "queueId" | "jobId", string>;

/** The input files of a job. */
export async function listJobInputs(
  _ids: Ids,
  { store, job, signal }: ListOptions,
): Promise<ManifestGroup[]> {
  const groups: ManifestGroup[] = [];
  for (
    const { rootPath, inputManifestPath, fileSystemLocationName } of job.attachments!.manifests!
  ) {
    if (!inputManifestPath) continue;
    const bytes = await readObject(store, manifestKey(store, inputManifestPath), signal);
    const manifest = decodeManifest(new TextDecoder().decode(bytes));
    groups.push({ rootPath: rootPath!, fileSystemLocationName, manifest });
  }
  return groups;
}

/** The newest outputs of a step's tasks. */
export async function listJobOutputs(
  { farmId, queueId, jobId, stepId }: Ids & { stepId: string },
  { store, signal }: ListOptions,
): Promise<ManifestGroup[]> {
  const Prefix = manifestKey(store, `${farmId}/${queueId}/${jobId}/${stepId}/`);
  const { Contents = [] } = await callStore(store, "ListObjectsV2", { Prefix }, { signal });
  const groups: ManifestGroup[] = [];
  for (const { Key } of Contents) {
    const got = await callStore(store, "GetObject", { Key: Key! }, { signal });
    const { "asset-root": rootPath, "file-system-location-name": fileSystemLocationName } = got
      .Metadata!;
    const manifest = decodeManifest(await got.Body!.transformToString());
    groups.push({ rootPath, fileSystemLocationName, manifest });
  }
  return groups;
}

async function readObject(
  store: AttachmentStore,
  Key: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { Body } = await callStore(store, "GetObject", { Key }, { signal }).catch((cause) => {
    signal.throwIfAborted();
    throw new Error(`Cannot fetch "s3://${store.bucket}/${Key}": ${cause.reason}`, { cause });
  });
  return new Uint8Array(await Body!.transformToByteArray());
}

function meter(files: readonly { size: number }[]) {
  const totalFiles = files.length;
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let bytes = 0;
  const begun = performance.now();
  return (size: number): TransferProgress => {
    done++;
    bytes += size;
    const seconds = (performance.now() - begun) / 1000;
    return { files: done, totalFiles, bytes, totalBytes, bytesPerSecond: bytes / (seconds || 1) };
  };
}
