import { join } from "@std/path";
import { xxh128 } from "../hash/xxh128.ts";

/** A part that the object store has confirmed. */
export interface SentPart {
  number: number;
  etag: string;
  /** Base64. */
  crc32: string;
}

/** An upload in parts that was begun. */
export interface UploadRecord {
  bucket: string;
  key: string;
  /** Empty while the store is asked to begin it: then only its time tells it from others. */
  uploadId: string;
  /** When it was begun, in milliseconds since the epoch. */
  since: number;
  /** The file, and what it was when the upload began. */
  path: string;
  size: number;
  mtime: number;
  partSize: number;
  parts: SentPart[];
}

/** Uploads older than this, in milliseconds, are not gone on with. */
const LIFETIME = 6 * 24 * 60 * 60 * 1000;

/**
 * What is known of uploads in parts that are not complete, in a folder: a file for each, with a line
 * for the upload and one for each part. What a sudden end leaves of a last line is passed over.
 */
export class UploadRecords {
  readonly #folder: string;

  /** Records in this folder, made when it is first written to. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The record of a key, if there is one. */
  async find(bucket: string, key: string): Promise<UploadRecord | undefined> {
    return await readRecord(await this.#fileOf(bucket, key));
  }

  /** Records of a bucket that nobody goes on with: of a file that has another key now, or old ones. */
  async abandoned(
    { bucket, path, key }: { bucket: string; path: string; key: string },
  ): Promise<UploadRecord[]> {
    const found: UploadRecord[] = [];
    for (const { file, modifiedAt } of await list(this.#folder)) {
      const record = await readRecord(file);
      if (record?.bucket !== bucket || record.key === key) continue;
      if (record.path === path || Date.now() - modifiedAt > LIFETIME) found.push(record);
    }
    return found;
  }

  /** Begins a record. */
  async begin(record: Omit<UploadRecord, "parts">): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await this.#fileOf(record.bucket, record.key);
    const temporary = `${file}.${crypto.randomUUID()}.tmp`;
    try {
      await Deno.writeTextFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
      await Deno.rename(temporary, file);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw error;
    }
  }

  /** Adds a part to a record. */
  async add({ bucket, key }: Pick<UploadRecord, "bucket" | "key">, part: SentPart): Promise<void> {
    const file = await this.#fileOf(bucket, key);
    await Deno.writeTextFile(file, `${JSON.stringify(part)}\n`, { append: true, create: false })
      // Another process has completed the same upload.
      .catch(ignoreMissing);
  }

  /** Removes a record. */
  async remove({ bucket, key }: Pick<UploadRecord, "bucket" | "key">): Promise<void> {
    await Deno.remove(await this.#fileOf(bucket, key)).catch(ignoreMissing);
  }

  async #fileOf(bucket: string, key: string): Promise<string> {
    return join(this.#folder, `${await xxh128(`${bucket}/${key}`)}.jsonl`);
  }
}

async function list(folder: string): Promise<{ file: string; modifiedAt: number }[]> {
  const found: { file: string; modifiedAt: number }[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".jsonl")) continue;
      const file = join(folder, name);
      const info = await Deno.stat(file).catch(() => undefined);
      if (info) found.push({ file, modifiedAt: info.mtime?.getTime() ?? 0 });
    }
  } catch (error) {
    ignoreMissing(error);
  }
  return found;
}

async function readRecord(file: string): Promise<UploadRecord | undefined> {
  const text = await Deno.readTextFile(file).catch(ignoreMissing);
  const [record, ...parts] = (text ?? "").split("\n").map(parse);
  if (!isRecord(record)) return undefined;
  return { ...record, parts: parts.filter(isPart) };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is UploadRecord {
  const { bucket, key, uploadId, since, path, size, mtime, partSize } =
    (value ?? {}) as UploadRecord;
  return [bucket, key, uploadId, path].every((text) => typeof text === "string") &&
    [since, size, mtime, partSize].every(Number.isSafeInteger);
}

function isPart(value: unknown): value is SentPart {
  const { number, etag, crc32 } = (value ?? {}) as SentPart;
  return Number.isSafeInteger(number) && typeof etag === "string" && typeof crc32 === "string";
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
