import { join } from "@std/path";
import { Database } from "../store/database.ts";
import { Blobs, type Segment } from "./blobs.ts";
import type { Checksum } from "./checksum.ts";
import { objectMigrations } from "./migrations.ts";
import { noSuchBucket, S3Error } from "./s3_error.ts";

/** What a caller says about an object, told to all who read it. */
export interface Description {
  /** Headers such as `content-type`, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata without the prefix `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object without its data. */
export interface StoredObject {
  readonly id: number;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly description: Description;
  readonly checksum: Checksum | undefined;
  /** The multipart upload that made it. */
  readonly uploadId: string | undefined;
}

/** An object that is to be stored. */
export type NewObject = Omit<StoredObject, "id" | "size"> & {
  readonly segments: readonly Segment[];
};

type ObjectRow = Record<"id" | "size" | "modified_at", number> & {
  key: string;
  etag: string;
  description: string;
  checksum: string | null;
  upload_id: string | null;
};

/**
 * Buckets and objects in a folder: data in files, all else in a database. A transaction of the
 * database is what makes an object visible, so being killed at any moment leaves it whole or absent.
 */
export class ObjectStore implements Disposable {
  /** The tables. */
  readonly db: Database;
  /** The files. */
  readonly blobs: Blobs;

  /** Opens or makes the store, and tidies up after a sudden end. */
  constructor(folder: string) {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.db = new Database(join(folder, "objects.db"), objectMigrations);
    this.blobs = new Blobs(folder);
    this.blobs.recover((blob) => this.#isNamed(blob));
    this.removeGarbage();
  }

  /** Makes a bucket; false if it is there already. */
  createBucket(name: string, now: number): boolean {
    return this.db.run("INSERT OR IGNORE INTO bucket VALUES (?, ?)", name, now) > 0;
  }

  /**
   * Makes sure that a bucket is there.
   *
   * @throws {S3Error} `NoSuchBucket` if it is not.
   */
  requireBucket(name: string): void {
    if (!this.db.get("SELECT 1 FROM bucket WHERE name = ?", name)) throw noSuchBucket(name);
  }

  /**
   * Removes a bucket that has no objects; uploads that were never completed go with it.
   *
   * @throws {S3Error} `BucketNotEmpty` if it has.
   */
  deleteBucket(name: string): void {
    this.requireBucket(name);
    this.db.transaction(() => {
      if (this.db.get("SELECT 1 FROM object WHERE bucket = ? LIMIT 1", name)) {
        throw new S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty", {
          details: { BucketName: name },
        });
      }
      const parts = this.db.all<{ blob: string }>(
        "SELECT blob FROM part JOIN upload ON upload_id = upload.id WHERE bucket = ?",
        name,
      );
      this.db.run("DELETE FROM upload WHERE bucket = ?", name);
      this.forget(parts.map(({ blob }) => blob));
      this.db.run("DELETE FROM bucket WHERE name = ?", name);
    });
    this.removeGarbage();
  }

  /** Finds an object. */
  find(bucket: string, key: string): StoredObject | undefined {
    const row = this.db.get<ObjectRow>(
      "SELECT * FROM object WHERE bucket = ? AND key = ?",
      bucket,
      key,
    );
    return row && {
      id: row.id,
      key: row.key,
      size: row.size,
      etag: row.etag,
      modifiedAt: row.modified_at,
      description: JSON.parse(row.description),
      checksum: row.checksum === null ? undefined : JSON.parse(row.checksum),
      uploadId: row.upload_id ?? undefined,
    };
  }

  /** The files that an object is made of, in order. */
  segmentsOf({ id }: StoredObject): Segment[] {
    return this.db.all<Segment & Record<string, unknown>>(
      "SELECT blob, size FROM segment WHERE object_id = ? ORDER BY number",
      id,
    );
  }

  /**
   * Stores an object in place of the one that has its key. Files that were just received are
   * settled with it; those of another object are shared with it.
   *
   * @param check Looks at what is there and may refuse by throwing.
   */
  put(
    bucket: string,
    object: NewObject,
    check: (present: StoredObject | undefined) => void = () => {},
  ): void {
    const { key, etag, modifiedAt, description, checksum, uploadId, segments } = object;
    this.db.transaction(() => {
      this.requireBucket(bucket);
      const present = this.find(bucket, key);
      check(present);
      const size = segments.reduce((sum, segment) => sum + segment.size, 0);
      const former = present ? this.segmentsOf(present) : [];
      this.db.run("DELETE FROM object WHERE bucket = ? AND key = ?", bucket, key);
      const { id } = this.db.get<{ id: number }>(
        "INSERT INTO object (bucket, key, size, etag, modified_at, description, checksum, upload_id) " +
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        bucket,
        key,
        size,
        etag,
        modifiedAt,
        JSON.stringify(description),
        checksum === undefined ? null : JSON.stringify(checksum),
        uploadId ?? null,
      )!;
      for (const [number, segment] of segments.entries()) {
        this.db.run(
          "INSERT INTO segment VALUES (?, ?, ?, ?)",
          id,
          number,
          segment.blob,
          segment.size,
        );
      }
      this.forget(former.map(({ blob }) => blob));
    });
    this.removeGarbage();
  }

  /** Removes an object, if it is there and `check` does not refuse by throwing. */
  delete(
    bucket: string,
    key: string,
    check: (present: StoredObject | undefined) => void = () => {},
  ): void {
    this.db.transaction(() => {
      this.requireBucket(bucket);
      const present = this.find(bucket, key);
      check(present);
      if (present === undefined) return;
      const segments = this.segmentsOf(present);
      this.db.run("DELETE FROM object WHERE id = ?", present.id);
      this.forget(segments.map(({ blob }) => blob));
    });
    this.removeGarbage();
  }

  /** Within a transaction: notes those files as garbage that nothing names any more. */
  forget(blobs: readonly string[]): void {
    for (const blob of blobs) {
      if (!this.#isNamed(blob)) this.db.run("INSERT OR IGNORE INTO garbage VALUES (?)", blob);
    }
  }

  /** Removes the files that are garbage; those being read wait for the next time. */
  removeGarbage(): void {
    for (const { blob } of this.db.all<{ blob: string }>("SELECT blob FROM garbage")) {
      if (this.blobs.remove(blob)) this.db.run("DELETE FROM garbage WHERE blob = ?", blob);
    }
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    this.db[Symbol.dispose]();
  }

  #isNamed(blob: string): boolean {
    return this.db.get("SELECT 1 FROM segment WHERE blob = ?", blob) !== undefined ||
      this.db.get("SELECT 1 FROM part WHERE blob = ?", blob) !== undefined;
  }
}
