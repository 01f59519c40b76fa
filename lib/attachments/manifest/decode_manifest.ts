import { isObject } from "../../_is_object.ts";
import type { Manifest, ManifestPath } from "./manifest.ts";
import { createManifest } from "./manifest.ts";

/** Thrown when a text is not a manifest of a known version. */
export class ManifestDecodeError extends Error {
  /** What is wrong, without the action. */
  readonly reason: string;

  /** Makes the error. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot decode the manifest: ${reason}`, options);
    this.name = "ManifestDecodeError";
    this.reason = reason;
  }
}

/**
 * Reads the text of a manifest. Fields that are not known are left out.
 *
 * @throws {ManifestDecodeError} naming the field and the entry that are wrong.
 */
export function decodeManifest(text: string): Manifest {
  const { manifestVersion, hashAlg, paths, totalSize } = parse(text);
  if (manifestVersion === undefined) throw new ManifestDecodeError('"manifestVersion" is missing');
  if (manifestVersion !== "2023-03-03") {
    throw new ManifestDecodeError(
      `version ${JSON.stringify(manifestVersion)} is not known; "2023-03-03" is`,
    );
  }
  if (hashAlg !== "xxh128") {
    throw new ManifestDecodeError(`"hashAlg" is ${JSON.stringify(hashAlg)} and not "xxh128"`);
  }
  if (!isWhole(totalSize)) throw new ManifestDecodeError('"totalSize" is not a whole number');
  if (!Array.isArray(paths) || paths.length === 0) {
    throw new ManifestDecodeError('"paths" is not a list with at least one entry');
  }
  return { ...createManifest(paths.map(decodePath)), totalSize };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ManifestDecodeError("it is not JSON", { cause });
  }
  if (!isObject(value)) throw new ManifestDecodeError("it is not a JSON object");
  return value;
}

function decodePath(entry: unknown, index: number): ManifestPath {
  const refuse = (reason: string) => new ManifestDecodeError(`"paths[${index}]" ${reason}`);
  if (!isObject(entry)) throw refuse("is not an object");
  const { path, hash, size, mtime } = entry;
  if (typeof path !== "string") throw refuse('has no text as "path"');
  if (typeof hash !== "string") throw refuse('has no text as "hash"');
  // The hash becomes part of a key of the bucket and of a file name.
  if (!/^[A-Za-z0-9]+$/.test(hash)) throw refuse('has a "hash" that is not letters and digits');
  if (!isWhole(size)) throw refuse('has no whole number as "size"');
  if (!isWhole(mtime)) throw refuse('has no whole number as "mtime"');
  return { path, hash, size, mtime };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
