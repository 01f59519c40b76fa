import { createXXHash128, type IHasher } from "hash-wasm";

/** The one hash algorithm of job attachments: XXH3 with 128 bits and seed 0. */
export const HASH_ALGORITHM = "xxh128";

let shared: Promise<IHasher> | undefined;

/** The hash of some bytes, or of a text as UTF-8: 32 hexadecimal digits in lower case. */
export async function xxh128(data: string | Uint8Array): Promise<string> {
  const hasher = await (shared ??= createXXHash128());
  return hasher.init().update(data).digest("hex");
}
