import { asciiJson } from "../ascii_json.ts";

/**
 * What the object of a manifest says of its root. Metadata are ASCII: any other root is written as
 * JSON, under both names.
 *
 * @example
 * ```ts
 * import { rootMetadata } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rootMetadata("/scenes", "Local"), {
 *   "asset-root": "/scenes",
 *   "file-system-location-name": "Local",
 * });
 * assertEquals(rootMetadata("/scène"), {
 *   "asset-root": '"/sc\\u00e8ne"',
 *   "asset-root-json": '"/sc\\u00e8ne"',
 * });
 * ```
 */
export function rootMetadata(
  rootPath: string,
  fileSystemLocationName?: string,
): Record<string, string> {
  const json = asciiJson(rootPath);
  // deno-lint-ignore no-control-regex -- all of ASCII
  const isAscii = /^[\x00-\x7f]*$/.test(rootPath);
  return {
    ...isAscii ? { "asset-root": rootPath } : { "asset-root": json, "asset-root-json": json },
    ...fileSystemLocationName && { "file-system-location-name": fileSystemLocationName },
  };
}
