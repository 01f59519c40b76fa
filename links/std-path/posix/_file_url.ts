import { decode, encodeWhitespace, fileUrl } from "../_file_url.ts";

/**
 * The path of a file URL.
 *
 * @throws {TypeError} When the URL is not one of a file.
 */
export function fromFileUrl(url: URL | string): string {
  return decode(fileUrl(url).pathname);
}

/**
 * The file URL of an absolute path.
 *
 * @throws {TypeError} When the path is relative.
 */
export function toFileUrl(path: string): URL {
  if (!path.startsWith("/")) throw new TypeError(`Path must be absolute: received "${path}"`);
  const url = new URL("file:///");
  const escaped = path.replace(/%/g, "%25").replace(/\\/g, "%5C");
  url.pathname = encodeWhitespace(escaped.replace(/^\/+/, "/"));
  return url;
}
