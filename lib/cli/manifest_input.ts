import { resolve } from "@std/path";
import type { FileFilter } from "../attachments/files/find_files.ts";
import type { Manifest } from "../attachments/manifest/manifest.ts";
import { cacheDirectory } from "../config/cache_directory.ts";
import { messageOf } from "../errors/mod.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";

/** The filter that the options of a command make. */
export async function fileFilter({ args, signal }: Context): Promise<FileFilter> {
  const [include, exclude] = [args.all("include"), args.all("exclude")];
  if (include.length > 0 || exclude.length > 0) {
    return { include: include.length > 0 ? include : undefined, exclude };
  }
  const config = args.text("include-exclude-config");
  if (!config) return {};
  const { readFileFilter } = await import("../attachments/files/read_file_filter.ts");
  return await readFileFilter(config, { signal });
}

/** The folder of the caches, which the Python client uses too. */
export function cacheFolder({ io }: Context): string {
  return cacheDirectory(io.env);
}

/** The folder that an option names; it must be there. */
export async function folderOf({ args, io }: Context, option: string): Promise<string> {
  const path = args.required(option);
  const info = await Deno.stat(resolve(io.cwd, path)).catch(() => null);
  if (!info?.isDirectory) {
    throw new UsageError(`Invalid value for '--${option}': there is no folder '${path}'.`);
  }
  return path;
}

/** The manifest in the file that an option names. */
export async function manifestOf(context: Context, option: string): Promise<Manifest> {
  return (await readManifest(context, context.args.required(option))).manifest;
}

/** A manifest in a file, with its text. */
export async function readManifest(
  { io, signal }: Context,
  file: string,
): Promise<{ text: string; manifest: Manifest }> {
  try {
    const { decodeManifest } = await import("../attachments/manifest/decode_manifest.ts");
    const text = await Deno.readTextFile(resolve(io.cwd, file), { signal });
    return { text, manifest: decodeManifest(text) };
  } catch (cause) {
    signal.throwIfAborted();
    const missing = cause instanceof Deno.errors.NotFound ? "there is no such file" : undefined;
    const reason = missing ?? messageOf(cause);
    throw new Error(`Cannot read the manifest file "${file}": ${reason}`, { cause });
  }
}
