import { join } from "@std/path";
import { encodeManifest } from "./encode_manifest.ts";
import type { Manifest } from "./manifest.ts";
import { xxh128 } from "../hash/xxh128.ts";

/** Where to write a manifest. */
export interface WriteManifestInput {
  /** The manifest. */
  manifest: Manifest;
  /** The root of its files, as it shall be told: its hash is part of the file name. */
  root: string;
  /** The folder to write to. */
  destination: string;
  /** The beginning of the file name; made of the root, if it is not given. */
  name?: string | undefined;
  /** The time in the file name. */
  now?: Date;
}

/**
 * Writes a manifest to a file, named as the Python client names it:
 * `<name>-<hash of the root>-<local time>.manifest`. The file is there whole or not at all.
 *
 * @returns The path of the file.
 */
export async function writeManifest(
  { manifest, root, destination, name, now = new Date() }: WriteManifestInput,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const stem = (name || root.replace(/[/\\:]/g, "_")).replace(/^_/, "");
  const path = join(destination, `${stem}-${await xxh128(root)}-${localTime(now)}.manifest`);
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(temporary, encodeManifest(manifest), { signal, createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  return path;
}

function localTime(time: Date): string {
  const utc = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return utc.toISOString().slice(0, 19).replaceAll(":", "-");
}
