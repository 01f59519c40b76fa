/** The tables of the object store, one step for each format it has had. */
export const objectMigrations: readonly string[] = [
  `
  CREATE TABLE bucket (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- Keys compare by the bytes of their UTF-8, the order in which the service lists them.
  CREATE TABLE object (
    id INTEGER PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES bucket,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    description TEXT NOT NULL, -- JSON: headers and user metadata
    checksum TEXT,             -- JSON: algorithm, type and value
    upload_id TEXT,            -- the multipart upload that made it
    UNIQUE (bucket, key)
  ) STRICT;

  -- An object is its segments one after the other: one for a PUT, one for each part of an upload.
  CREATE TABLE segment (
    object_id INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
    number INTEGER NOT NULL,
    blob TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (object_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX segment_blob ON segment (blob);

  CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES bucket,
    key TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    description TEXT NOT NULL,
    algorithm TEXT,
    checksum_type TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX upload_key ON upload (bucket, key, id);

  CREATE TABLE part (
    upload_id TEXT NOT NULL REFERENCES upload ON DELETE CASCADE,
    number INTEGER NOT NULL,
    blob TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    checksum TEXT,
    PRIMARY KEY (upload_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX part_blob ON part (blob);

  -- Blobs that nothing names any more and whose files are still to be removed.
  CREATE TABLE garbage (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
];
