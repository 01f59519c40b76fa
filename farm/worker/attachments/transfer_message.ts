import { humanSize } from "@deadline/client/attachments";

/** How far a transfer is. */
export interface TransferProgress {
  /** Files that are done, those that had not to be sent too. */
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
}

/** What other workers say of a transfer too, as `Uploaded 1.5 MB / 3.0 MB of 2 files (...)`. */
export function transferMessage(
  verb: "Downloaded" | "Uploaded",
  { bytes, totalBytes, totalFiles, bytesPerSecond }: TransferProgress,
): string {
  const files = totalFiles === 1 ? "1 file" : `${totalFiles} files`;
  return `${verb} ${humanSize(bytes)} / ${humanSize(totalBytes)} of ${files} ` +
    `(Transfer rate: ${humanSize(Math.round(bytesPerSecond))}/s)`;
}
