/** How far work on files is. */
export interface FileProgress {
  /** Files that are done, skipped ones too. */
  files: number;
  /** Files in all, as far as is known. */
  totalFiles: number;
  /** Bytes that are done, those of skipped files too. */
  bytes: number;
  /** Bytes in all, as far as is known. */
  totalBytes: number;
  /**
   * Files that needed no work: their hashes were known, the store has their bytes, or the place that
   * they go to has them or keeps what it has.
   */
  skippedFiles: number;
  /** Bytes that needed no work, those of an earlier upload that was broken off too. */
  skippedBytes: number;
}
