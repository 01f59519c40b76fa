/** The URL itself, once it is sure that it names a file. */
export function fileUrl(url: string | URL): URL {
  const parsed = url instanceof URL ? url : new URL(url);
  if (parsed.protocol !== "file:") {
    throw new TypeError(`URL must be a file URL: received "${parsed.protocol}"`);
  }
  return parsed;
}

/** The path of a URL in clear text; a lone percent sign stands for itself. */
export function decode(pathname: string): string {
  return decodeURIComponent(pathname.replace(/%(?![0-9a-f]{2})/gi, "%25"));
}

/** White space as URLs spell it, since setting a path would drop or keep it. */
export function encodeWhitespace(path: string): string {
  return path.replace(/\s/g, (char) => encodeURIComponent(char));
}
