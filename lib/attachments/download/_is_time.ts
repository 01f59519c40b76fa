import { manifestTime } from "../files/file_times.ts";
import { EXACT_TIMES } from "../files/host_files.ts";

/**
 * Whether a file has the time of a manifest. The Python client sets times by floating-point numbers,
 * which may be one microsecond off.
 */
export function isTime(mtimeNs: bigint, mtime: number): boolean {
  const time = manifestTime(mtimeNs);
  return EXACT_TIMES
    ? Math.abs(time - mtime) <= 1
    : Math.floor(time / 1000) === Math.floor(mtime / 1000);
}
