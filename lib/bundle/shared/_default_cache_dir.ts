import { expandHome } from "../../config/config_path.ts";

/** The folder of the caches, which the Python client uses too. */
export function defaultCacheDir(): string {
  return expandHome("~/.deadline/cache", Deno.env);
}
