import { win32 } from "node:path";
import { decode, encodeWhitespace, fileUrl } from "../_file_url.ts";

/**
 * The path of a file URL, with a drive or a host.
 *
 * @throws {TypeError} When the URL is not one of a file.
 */
export function fromFileUrl(url: URL | string): string {
  const { hostname, pathname } = fileUrl(url);
  const path = decode(pathname.replaceAll("/", "\\"));
  if (hostname !== "") return `\\\\${hostname}${path}`;
  return path.replace(/^\\*([a-z]:)(?:\\|$)/i, "$1\\");
}

/**
 * The file URL of an absolute path; a host becomes the one of the URL.
 *
 * @throws {TypeError} When the path is relative or the host is none.
 */
export function toFileUrl(path: string): URL {
  if (!win32.isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  const unc = /^[/\\]{2}([^/\\]+)([/\\][^/\\].*|[/\\])$/s.exec(path);
  const url = new URL("file:///");
  url.pathname = encodeWhitespace((unc?.[2] ?? path).replace(/%/g, "%25"));
  const host = unc?.[1];
  if (host === undefined || host === "localhost") return url;
  url.hostname = host;
  if (url.hostname === "") throw new TypeError(`Invalid hostname: "${url.hostname}"`);
  return url;
}
