/**
 * What components use on the server and in browsers, with the names and behaviour of `jsr:@fresh/core/runtime`.
 *
 * @module
 */

import { lockAsset, lockSrcSet } from "./shared/asset.ts";
import { BUILD_ID } from "./shared/build_id.ts";

export { Head, type HeadProps } from "./shared/head.ts";
export { HttpError } from "./shared/http_error.ts";

/** Whether the code runs in a browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** The path of an asset of the running build, which browsers may cache for ever. */
export function asset(path: string): string {
  return lockAsset(path, BUILD_ID);
}

/** Applies {@linkcode asset} to the paths in a `srcset` attribute. */
export function assetSrcSet(srcset: string): string {
  return lockSrcSet(srcset, BUILD_ID);
}
