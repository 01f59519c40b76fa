import type { Environment } from "../session/environment.ts";
import { expandHome } from "./config_path.ts";

/** The folder of the caches of this workstation, which the Python client uses too. */
export function cacheDirectory(env: Environment = Deno.env): string {
  return expandHome("~/.deadline/cache", env);
}
