import { randomBytes } from "node:crypto";
import { join } from "@std/path";
import { DatabaseError } from "../store/database_error.ts";
import { writeFilePrivately } from "../store/private_file.ts";
import { randomId } from "./session_credentials.ts";

/** A long-lived access key. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The keys a farm made for itself. */
export interface FarmKeys {
  /** Signs what a person or a script asks. */
  readonly user: AccessKey;
  /** Signs only a worker's first two calls. */
  readonly bootstrap: AccessKey;
  /** Seals the session tokens; never leaves the data folder. */
  readonly sealingSecret: string;
}

/**
 * Reads the keys of a data folder, and makes them (mode 0600) when there are none.
 *
 * @throws {DatabaseError} If the file with them is damaged.
 */
export async function loadKeys(dataDir: string): Promise<FarmKeys> {
  const path = join(dataDir, "keys.json");
  try {
    return JSON.parse(await Deno.readTextFile(path)) as FarmKeys;
  } catch (error) {
    // What the parser says would quote from the keys.
    if (error instanceof SyntaxError) throw new DatabaseError(path, "it is not valid JSON");
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const keys: FarmKeys = {
    user: newKey(),
    bootstrap: newKey(),
    sealingSecret: randomBytes(32).toString("base64url"),
  };
  await writeFilePrivately(path, `${JSON.stringify(keys, null, 2)}\n`);
  return keys;
}

function newKey(): AccessKey {
  return {
    accessKeyId: `AKIA${randomId(16)}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  };
}
