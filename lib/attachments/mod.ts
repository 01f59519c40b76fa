/**
 * Job attachments: hashes, manifests and caches, byte for byte as the Python client has them.
 *
 * ```ts
 * import { encodeManifest, snapshotFolder } from "@deadline/client/attachments";
 *
 * const manifest = await snapshotFolder({ root: "./scenes" }, {
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: ({ bytes, totalBytes }) => console.log(`${bytes} of ${totalBytes} bytes`),
 * });
 * if (manifest) console.log(encodeManifest(manifest));
 * ```
 *
 * @module
 */
export {
  type AssetGroup,
  type FileSystemLocation,
  groupAssets,
  type GroupAssetsInput,
} from "./asset_groups.ts";
export type { FileProgress } from "./file_progress.ts";
export { humanSize } from "./human_size.ts";
export { progressMessage } from "./progress_message.ts";
export {
  type AttachmentStore,
  callStore,
  dataKey,
  manifestKey,
  openQueueStore,
  openStoreAt,
  type QueueStoreInput,
  type StoreOperation,
} from "./store.ts";
export type { TransferProgress } from "./transfer_progress.ts";
export { DestinationError, type DestinationProblem } from "./download/destination_error.ts";
export { DiskFullError } from "./download/disk_full_error.ts";
export {
  type DownloadFile,
  downloadFiles,
  type DownloadFilesOptions,
  type DownloadSummary,
  type FileConflict,
} from "./download/download_files.ts";
export {
  downloadJobInputs,
  type DownloadJobInputsInput,
  type DownloadJobOptions,
  downloadJobOutputs,
  type DownloadJobOutputsInput,
} from "./download/download_job_outputs.ts";
export {
  DownloadSelection,
  type MatchPathsBy,
  type SelectedRoot,
} from "./download/download_selection.ts";
export { findConflicts } from "./download/find_conflicts.ts";
export { includeFiles } from "./download/include_files.ts";
export {
  type DownloadProblem,
  IncompleteDownloadError,
} from "./download/incomplete_download_error.ts";
export { listJobInputs } from "./download/list_job_inputs.ts";
export { type JobManifestsInput, listJobManifests } from "./download/list_job_manifests.ts";
export {
  type JobAttachmentsOptions,
  type JobOutputsInput,
  listJobOutputs,
} from "./download/list_job_outputs.ts";
export type { ManifestGroup } from "./download/manifest_group.ts";
export { NothingToDownloadError } from "./download/nothing_to_download_error.ts";
export { openAttachment, type OpenAttachmentOptions } from "./download/open_attachment.ts";
export {
  PathMapping,
  type PathMappingRule,
  pathMappingRules,
  type ProfileLocations,
} from "./download/path_mapping.ts";
export type { PathFormat, PlaceProblem } from "./download/_path_parts.ts";
export {
  type StorageProfileMapping,
  storageProfileMapping,
  type StorageProfileMappingInput,
} from "./download/storage_profile_mapping.ts";
export { type FileFilter, findFiles } from "./files/find_files.ts";
export { readFileFilter } from "./files/read_file_filter.ts";
export { type FileProblem, UnusableFilesError } from "./files/unusable_files_error.ts";
export { type CachedHash, HashCache } from "./hash/hash_cache.ts";
export type { PathList } from "./files/compact_paths.ts";
export type { HashedFile } from "./hash/hashed_files.ts";
export { hashFiles, type HashFilesOptions } from "./hash/hash_files.ts";
export { HASH_ALGORITHM, xxh128 } from "./hash/xxh128.ts";
export { asciiJson } from "./ascii_json.ts";
export { decodeManifest, ManifestDecodeError } from "./manifest/decode_manifest.ts";
export { diffFolder, type DiffInput, type ManifestDiff } from "./manifest/diff_folder.ts";
export { encodeManifest } from "./manifest/encode_manifest.ts";
export type { SnapshotOptions } from "./manifest/folder_manifest.ts";
export { createManifest, type Manifest, type ManifestPath } from "./manifest/manifest.ts";
export { rootMetadata } from "./manifest/root_metadata.ts";
export { snapshotFolder, type SnapshotInput } from "./manifest/snapshot_folder.ts";
export { writeManifest, type WriteManifestInput } from "./manifest/write_manifest.ts";
export type { JobCategories } from "./sync/_categorize_jobs.ts";
export {
  encodeSyncCheckpoint,
  readSyncCheckpoint,
  type SyncAttachments,
  type SyncCheckpoint,
  type SyncJob,
  type SyncJobFacts,
  writeSyncCheckpoint,
} from "./sync/sync_checkpoint.ts";
export { lockSync, SyncLockedError } from "./sync/sync_lock.ts";
export {
  syncQueueOutputs,
  type SyncQueueOutputsInput,
  type SyncQueueOutputsOptions,
  type SyncSummary,
} from "./sync/sync_queue_outputs.ts";
export type { SyncReport } from "./sync/sync_report.ts";
export { putManifest, type PutManifestOptions } from "./upload/put_manifest.ts";
export { S3CheckCache } from "./upload/s3_check_cache.ts";
export {
  type UploadFile,
  uploadFiles,
  type UploadFilesOptions,
  type UploadSummary,
} from "./upload/upload_files.ts";
