import { join } from "@std/path";
import { cacheDirectory } from "@deadline/client/config";
import type { Launch } from "./launch.ts";

/**
 * Where hashes and fetched bundles are kept for another time: with the Python client's, unless it is
 * for the embedded farm, which leaves nothing outside the console's own folder.
 */
export function cacheFolder({ mode, dataDir }: Pick<Launch, "mode" | "dataDir">): string {
  return mode === "local" ? join(dataDir, "cache") : cacheDirectory();
}
