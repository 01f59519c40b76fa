import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openCacheDatabase, writeTogether } from "../_cache_database.ts";
import { cacheKeyBytes } from "../files/path_bytes.ts";
import { HASH_ALGORITHM } from "./xxh128.ts";

/** The version is part of the name: a new one is a new table beside the old. */
const TABLE = "hashesV4";
const COLUMNS = "file_path blob, hash_algorithm text, range_start integer, range_end integer, " +
  "file_hash text, last_modified_time timestamp, " +
  "PRIMARY KEY (file_path, hash_algorithm, range_start, range_end)";
/** The range that stands for the whole file. */
const WHOLE = [0, -1] as const;

/** The hash of a file at a time. */
export interface CachedHash {
  /** Its path with all links resolved. */
  path: string;
  /** Its hash. */
  hash: string;
  /** When it was changed last, as {@linkcode cacheTime} writes it. */
  time: string;
}

/**
 * The cache of hashes, `hash_cache.db`, in the very form of the Python client: both may use it at
 * the same time.
 */
export class HashCache implements Disposable {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #put: StatementSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare(
      `SELECT file_hash, last_modified_time FROM ${TABLE} WHERE file_path=? ` +
        "AND hash_algorithm=? AND range_start=? AND range_end=?",
    );
    this.#put = database.prepare(`INSERT OR REPLACE INTO ${TABLE} VALUES (?, ?, ?, ?, ?, ?)`);
  }

  /** Opens the cache in a folder; makes both if they are not there. */
  static async open(folder: string, options: { signal?: AbortSignal } = {}): Promise<HashCache> {
    const init = { folder, file: "hash_cache.db", table: TABLE, columns: COLUMNS };
    return new HashCache(await openCacheDatabase(init, options.signal));
  }

  /** What is known of a file, if anything: of use only if the time is still the same. */
  find(path: string): CachedHash | undefined {
    const row = this.#find.get(cacheKeyBytes(path), HASH_ALGORITHM, ...WHOLE);
    if (!row) return undefined;
    return { path, hash: String(row.file_hash), time: String(row.last_modified_time) };
  }

  /** Keeps some hashes, in one transaction. */
  async put(entries: readonly CachedHash[], options: { signal?: AbortSignal } = {}): Promise<void> {
    await writeTogether(this.#database, () => {
      for (const { path, hash, time } of entries) {
        this.#put.run(cacheKeyBytes(path), HASH_ALGORITHM, ...WHOLE, hash, time);
      }
    }, options.signal);
  }

  /** Forgets what is known of a file. */
  async forget(path: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await writeTogether(this.#database, () => {
      this.#database.prepare(`DELETE FROM ${TABLE} WHERE file_path=?`).run(cacheKeyBytes(path));
    }, options.signal);
  }

  /** Closes the cache. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}
