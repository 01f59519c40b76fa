import { DeadlineError } from "../../errors/mod.ts";
import { DestinationError } from "../download/destination_error.ts";
import { DiskFullError } from "../download/disk_full_error.ts";
import type { DownloadProblem } from "../download/incomplete_download_error.ts";

/** Why something was not downloaded, in the words of the status file. */
export type SyncErrorCode =
  | "PERMISSION_DENIED"
  | "PATH_NOT_FOUND"
  | "NETWORK_ERROR"
  | "DISK_FULL"
  | "UNKNOWN";

/** The code of an error, or of what caused it. */
export function errorCodeOf(error: unknown): SyncErrorCode {
  for (let each = error, depth = 0; each && depth < 10; depth++) {
    const code = codeOf(each);
    if (code) return code;
    each = (each as { cause?: unknown }).cause;
  }
  return "UNKNOWN";
}

function codeOf(error: unknown): SyncErrorCode | undefined {
  if (error instanceof DiskFullError) return "DISK_FULL";
  if (error instanceof DestinationError) return "PATH_NOT_FOUND";
  if (error instanceof DeadlineError) {
    if (error.status === 403) return "PERMISSION_DENIED";
    if (error.status === 404) return "PATH_NOT_FOUND";
    return /^(NetworkError|CutOff|Timeout|RequestTimeout|RequestTimeTooSkewed)$/.test(error.code)
      ? "NETWORK_ERROR"
      : undefined;
  }
  switch ((error as { code?: string }).code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "PERMISSION_DENIED";
    case "ENOENT":
      return "PATH_NOT_FOUND";
    case "ENOSPC":
    case "EDQUOT":
      return "DISK_FULL";
  }
  return undefined;
}

/** The code of what is wrong with one file. */
export function errorCodeOfProblem({ problem, detail }: DownloadProblem): SyncErrorCode {
  if (problem === "missing") return "PATH_NOT_FOUND";
  if (problem === "write") {
    return /denied|not permitted/i.test(detail) ? "PERMISSION_DENIED" : "UNKNOWN";
  }
  return "UNKNOWN";
}
