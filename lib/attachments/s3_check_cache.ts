import type { DatabaseSync } from "node:sqlite";
import { openCacheDatabase, writeTogether } from "./_cache_database.ts";

const TABLE = "s3checkV1";
const COLUMNS = "s3_key text primary key, last_seen_time timestamp";
/** Entries count for less than 30 whole days. */
const LIFETIME = 30 * 24 * 60 * 60;

/**
 * The cache of objects seen in a bucket, `s3_check_cache.db`, in the very form of the Python client:
 * both may use it at the same time. A key is `<bucket>/<root prefix>/Data/<hash>.xxh128`.
 */
export class S3CheckCache implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens the cache in a folder; makes both if they are not there. */
  static async open(folder: string, options: { signal?: AbortSignal } = {}): Promise<S3CheckCache> {
    const init = { folder, file: "s3_check_cache.db", table: TABLE, columns: COLUMNS };
    return new S3CheckCache(await openCacheDatabase(init, options.signal));
  }

  /** Whether an object was seen within the last 30 days; `now` is in milliseconds. */
  has(key: string, now: number = Date.now()): boolean {
    const row = this.#database.prepare(`SELECT last_seen_time FROM ${TABLE} WHERE s3_key=?`).get(
      key,
    );
    const seen = Number(row?.last_seen_time ?? NaN);
    return Number.isFinite(seen) && now / 1000 - seen < LIFETIME;
  }

  /** Keeps that some objects were seen at `now`, in milliseconds. */
  async put(
    keys: readonly string[],
    { now = Date.now(), signal }: { now?: number; signal?: AbortSignal } = {},
  ): Promise<void> {
    await writeTogether(this.#database, () => {
      const put = this.#database.prepare(`INSERT OR REPLACE INTO ${TABLE} VALUES (?, ?)`);
      // As text: the affinity of the column makes it the number that the Python client reads.
      for (const key of keys) put.run(key, (now / 1000).toFixed(6));
    }, signal);
  }

  /** Closes the cache. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}
