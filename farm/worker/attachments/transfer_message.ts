/** How far a transfer is. */
export interface TransferProgress {
  /** Files that are done, those that had not to be sent too. */
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
}

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

/** What other workers say of a transfer too, as `Uploaded 1.5 MB / 3.0 MB of 2 files (...)`. */
export function transferMessage(
  verb: "Downloaded" | "Uploaded",
  { bytes, totalBytes, totalFiles, bytesPerSecond }: TransferProgress,
): string {
  const files = totalFiles === 1 ? "1 file" : `${totalFiles} files`;
  return `${verb} ${size(bytes)} / ${size(totalBytes)} of ${files} ` +
    `(Transfer rate: ${size(bytesPerSecond)}/s)`;
}

/** A size in decimal units, with up to two decimals. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && rounded(value) >= 1000) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return `${Math.round(value)} B`;
  const text = String(rounded(value));
  return `${text.includes(".") ? text : `${text}.0`} ${UNITS[unit]}`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
