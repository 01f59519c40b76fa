import {
  type Algorithm,
  type Checksum,
  type ChecksumType,
  joinChecksums,
  startChecksum,
} from "./checksum.ts";
import type { Description, ObjectStore, StoredObject } from "./object_store.ts";
import type { Received } from "./payload.ts";
import { noSuchUpload, S3Error } from "./s3_error.ts";

/** A multipart upload that goes on. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly description: Description;
  readonly algorithm: Algorithm | undefined;
  readonly checksumType: ChecksumType | undefined;
}

/** A part that was received. */
export interface Part {
  readonly number: number;
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string | undefined;
}

/** A part as the one who completes an upload names it. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum: string | undefined;
}

const LEAST_PART = 5 * 1024 * 1024;

/** Begins an upload. */
export function createUpload(store: ObjectStore, bucket: string, upload: Upload): void {
  store.requireBucket(bucket);
  const { id, key, startedAt, description, algorithm, checksumType } = upload;
  store.db.run(
    "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?)",
    id,
    bucket,
    key,
    startedAt,
    JSON.stringify(description),
    algorithm ?? null,
    checksumType ?? null,
  );
}

type UploadRow = Record<"id" | "key" | "description", string> & {
  started_at: number;
  algorithm: Algorithm | null;
  checksum_type: ChecksumType | null;
};

/**
 * Finds an upload.
 *
 * @throws {S3Error} `NoSuchUpload` if it is not there.
 */
export function getUpload(store: ObjectStore, bucket: string, key: string, id: string): Upload {
  store.requireBucket(bucket);
  const row = store.db.get<UploadRow>(
    "SELECT * FROM upload WHERE id = ? AND bucket = ? AND key = ?",
    id,
    bucket,
    key,
  );
  if (row === undefined) throw noSuchUpload(id);
  return toUpload(row);
}

/** The uploads of a bucket whose keys begin with a prefix, after a key and an id. */
export function listUploads(
  store: ObjectStore,
  bucket: string,
  { prefix, afterKey, afterId, most }: {
    readonly prefix: string;
    readonly afterKey: string;
    readonly afterId: string;
    readonly most: number;
  },
): Upload[] {
  return store.db.all<UploadRow>(
    "SELECT * FROM upload WHERE bucket = ? AND substr(key, 1, length(?)) = ? AND (key, id) > (?, ?) " +
      "ORDER BY key, id LIMIT ?",
    bucket,
    prefix,
    prefix,
    afterKey,
    afterId,
    most,
  ).map(toUpload);
}

function toUpload(row: UploadRow): Upload {
  return {
    id: row.id,
    key: row.key,
    startedAt: row.started_at,
    description: JSON.parse(row.description),
    algorithm: row.algorithm ?? undefined,
    checksumType: row.checksum_type ?? undefined,
  };
}

/** Keeps a part in place of the one that had its number. */
export function putPart(
  store: ObjectStore,
  upload: Upload,
  number: number,
  received: Received,
  now: number,
): void {
  const { blob, size, etag, checksum } = received;
  store.db.transaction(() => {
    // It may have been aborted or completed while the part was on its way.
    if (!store.db.get("SELECT 1 FROM upload WHERE id = ?", upload.id)) {
      throw noSuchUpload(upload.id);
    }
    const former = store.db.get<{ blob: string }>(
      "SELECT blob FROM part WHERE upload_id = ? AND number = ?",
      upload.id,
      number,
    );
    store.db.run(
      "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)",
      upload.id,
      number,
      blob,
      size,
      etag,
      now,
      checksum?.value ?? null,
    );
    if (former) store.forget([former.blob]);
  });
  store.blobs.settle(blob);
  store.removeGarbage();
}

/** The parts of an upload by their numbers, after one of them. */
export function listParts(store: ObjectStore, uploadId: string, after = 0, most = -1): Part[] {
  return store.db.all<
    Omit<Part, "modifiedAt" | "checksum"> & {
      modified_at: number;
      checksum: string | null;
    }
  >(
    "SELECT * FROM part WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?",
    uploadId,
    after,
    most,
  ).map(({ number, blob, size, etag, modified_at, checksum }) => (
    { number, blob, size, etag, modifiedAt: modified_at, checksum: checksum ?? undefined }
  ));
}

/** Ends an upload and forgets its parts. */
export function abortUpload(store: ObjectStore, uploadId: string): void {
  store.db.transaction(() => {
    const parts = listParts(store, uploadId);
    store.db.run("DELETE FROM upload WHERE id = ?", uploadId);
    store.forget(parts.map(({ blob }) => blob));
  });
  store.removeGarbage();
}

/**
 * Makes an object of an upload's parts, without copying them.
 *
 * @param check Looks at what has the key and may refuse by throwing.
 * @throws {S3Error} If a part is missing, is not the one that is named, or is too small.
 */
export function completeUpload(
  store: ObjectStore,
  bucket: string,
  upload: Upload,
  named: readonly NamedPart[],
  { now, size, checksum, check }: {
    readonly now: number;
    /** What the caller says that the object's size is. */
    readonly size: number | undefined;
    /** What the caller says that the object's checksum is. */
    readonly checksum: string | undefined;
    readonly check: (present: StoredObject | undefined) => void;
  },
): { etag: string; checksum: Checksum | undefined } {
  const parts = choose(listParts(store, upload.id), named);
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  if (size !== undefined && size !== total) {
    throw new S3Error(
      "InvalidRequest",
      "The provided 'x-amz-mp-object-size' header value does not match what was computed",
    );
  }
  const joined = join(upload, parts);
  if (
    checksum !== undefined && checksum.replace(/-\d+$/, "") !== joined?.value.replace(/-\d+$/, "")
  ) {
    throw new S3Error("BadDigest", "The checksum you specified did not match what we calculated.");
  }
  const md5 = startChecksum("MD5");
  for (const { etag } of parts) md5.update(Buffer.from(etag, "hex"));
  const etag = `${Buffer.from(md5.digest()).toString("hex")}-${parts.length}`;
  store.db.transaction(() => {
    store.put(bucket, {
      key: upload.key,
      etag,
      modifiedAt: now,
      description: upload.description,
      checksum: joined,
      uploadId: upload.id,
      segments: parts,
    }, check);
    abortUpload(store, upload.id);
  });
  return { etag, checksum: joined };
}

function choose(parts: readonly Part[], named: readonly NamedPart[]): Part[] {
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  return named.map(({ number, etag, checksum }, index) => {
    if (index > 0 && number <= named[index - 1]!.number) {
      throw new S3Error(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    const part = byNumber.get(number);
    if (part?.etag !== etag || checksum !== undefined && checksum !== part.checksum) {
      throw new S3Error(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been " +
          "uploaded, or the specified entity tag may not match the part's entity tag.",
        { details: { PartNumber: `${number}`, ETag: etag } },
      );
    }
    if (part.size < LEAST_PART && index < named.length - 1) {
      throw new S3Error(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
        { details: { ProposedSize: `${part.size}`, MinSizeAllowed: `${LEAST_PART}` } },
      );
    }
    return part;
  });
}

function join({ algorithm, checksumType }: Upload, parts: readonly Part[]): Checksum | undefined {
  if (algorithm === undefined || checksumType === undefined) return undefined;
  const values = parts.map(({ checksum, size }) => ({ value: checksum ?? "", size }));
  return joinChecksums(algorithm, checksumType, values);
}
