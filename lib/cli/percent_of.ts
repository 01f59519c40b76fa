/** How much of all bytes is done, in whole percent; of files, if they have none. */
export function percentOf(
  { files, totalFiles, bytes, totalBytes }: {
    files: number;
    totalFiles: number;
    bytes: number;
    totalBytes: number;
  },
): number {
  if (totalBytes > 0) return Math.floor(100 * bytes / totalBytes);
  return totalFiles > 0 ? Math.floor(100 * files / totalFiles) : 100;
}
