import * as path from "@std/path";
import { mimes } from "mrmime";
import { lockAsset } from "../shared/asset.ts";

/** Types that have to say how their text is written; others say it themselves, or are not text. */
const TEXT = /^text\/|^application\/(?:manifest\+)?json$/;

/** The media type of a file, by its extension. */
export function contentType(file: string): string {
  const type = mimes[path.extname(file).slice(1).toLowerCase()] ?? "text/plain";
  return TEXT.test(type) ? `${type}; charset=UTF-8` : type;
}

/** A style sheet whose files may be cached for ever. */
export function lockStyleSheet(css: string, buildId: string): string {
  return css.replace(/url\(("[^"]+"|'[^']+'|[^)]+)\)/g, (_, quoted: string) => {
    const url = quoted.replace(/^(["'])(.*)\1$/, "$2");
    return `url(${JSON.stringify(lockAsset(url, buildId))})`;
  });
}

/** Tells versions of a file apart. */
export async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/** Whether a file or folder is hidden; what is well-known is not. */
export function isHidden({ name }: Deno.DirEntry): boolean {
  return name.startsWith(".") && name !== ".well-known";
}

/** The path of a file in URLs, each part encoded. */
export function urlPath(relative: string): string {
  return `/${relative.split(path.SEPARATOR).map(encodeURIComponent).join("/")}`;
}
