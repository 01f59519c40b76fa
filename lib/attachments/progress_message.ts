import { humanSize } from "./human_size.ts";
import type { TransferProgress } from "./transfer_progress.ts";

const VERBS = {
  hashing: ["Processed", "Hashing speed"],
  uploading: ["Uploaded", "Transfer rate"],
  downloading: ["Downloaded", "Transfer rate"],
  snapshot: ["Snapshotted", "Transfer rate"],
} as const;

/**
 * Says how far work on files is, in the words of the Python client.
 *
 * @example
 * ```ts
 * import { progressMessage } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const progress = { bytes: 1_234, totalBytes: 2_000_000, totalFiles: 3, bytesPerSecond: 999 };
 * assertEquals(
 *   progressMessage("uploading", progress),
 *   "Uploaded 1.23 KB / 2.0 MB of 3 files (Transfer rate: 999 B/s)",
 * );
 * ```
 */
export function progressMessage(
  work: "hashing" | "uploading" | "downloading" | "snapshot",
  { bytes, totalBytes, totalFiles, bytesPerSecond }: Pick<
    TransferProgress,
    "bytes" | "totalBytes" | "totalFiles" | "bytesPerSecond"
  >,
): string {
  const [verb, speed] = VERBS[work];
  const files = `${totalFiles} file${totalFiles === 1 ? "" : "s"}`;
  const rate = `${humanSize(Math.round(bytesPerSecond))}/s`;
  return `${verb} ${humanSize(bytes)} / ${humanSize(totalBytes)} of ${files} (${speed}: ${rate})`;
}
