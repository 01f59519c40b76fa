import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { DatabaseError } from "./database_error.ts";

/** A value that SQLite takes. */
export type Value = SQLInputValue;

/** A row as SQLite gives it. */
export type Row = Record<string, unknown>;

/**
 * An SQLite database with prepared statements kept by their text.
 *
 * Every commit is in the write-ahead log before the call returns, so what was answered survives
 * the process being killed at any moment.
 */
export class Database implements Disposable {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /**
   * Opens or makes the database, and brings its tables to the newest of `migrations`.
   *
   * @throws {DatabaseError} If the file is none of SQLite's, damaged, or of a newer version.
   */
  constructor(path: string, migrations: readonly string[]) {
    // Made here so that only its owner may read it; SQLite gives its other files the same mode.
    Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
    this.#db = new DatabaseSync(path);
    try {
      this.#db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;" +
          "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;",
      );
      this.#migrate(path, migrations);
    } catch (error) {
      this.#db.close();
      if (error instanceof DatabaseError) throw error;
      throw new DatabaseError(path, (error as Error).message, { cause: error });
    }
  }

  /** All rows of a query. */
  all<T = Row>(sql: string, ...values: Value[]): T[] {
    return this.#prepare(sql).all(...values) as T[];
  }

  /** The first row of a query, or undefined. */
  get<T = Row>(sql: string, ...values: Value[]): T | undefined {
    return this.#prepare(sql).get(...values) as T | undefined;
  }

  /** Runs a statement and tells how many rows it changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Does `work` whole or not at all; a transaction inside another is part of it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#db.exec("BEGIN IMMEDIATE");
    this.#depth++;
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = this.#db.prepare(sql));
    return statement;
  }

  #migrate(path: string, migrations: readonly string[]): void {
    const row = this.#db.prepare("PRAGMA user_version").get() as { user_version: number };
    const version = row.user_version;
    if (version > migrations.length) {
      throw new DatabaseError(
        path,
        `it was written by a newer version of the farm (format ${version}, this one knows ` +
          `${migrations.length})`,
      );
    }
    for (let next = version; next < migrations.length; next++) {
      this.#db.exec(`BEGIN; ${migrations[next]}; PRAGMA user_version = ${next + 1}; COMMIT;`);
    }
  }
}
