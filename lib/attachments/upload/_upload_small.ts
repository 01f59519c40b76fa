import type { IHasher } from "hash-wasm";
import { SourceFile, type UploadFile } from "./_source_file.ts";
import { explainStoreError } from "../_store_error.ts";
import type { UploadRun } from "./_upload_run.ts";
import { callStore } from "../store.ts";

/** Sends a file in one piece. It is sent only when all its bytes are those that were hashed. */
export async function uploadSmall(
  run: UploadRun,
  file: UploadFile,
  key: string,
  hasher: IHasher,
): Promise<void> {
  const { store, signal } = run;
  using _memory = await run.memory.take(file.size, signal);
  const bytes = new Uint8Array(file.size);
  let crc: string;
  {
    using source = new SourceFile(file, hasher);
    crc = await source.read(bytes, signal);
    await source.check();
  }
  const input = { Key: key, Body: bytes, ChecksumAlgorithm: "CRC32", ChecksumCRC32: crc } as const;
  try {
    await run.send(file.size, (options) => callStore(store, "PutObject", input, options));
  } catch (error) {
    throw explainStoreError(error, store, {
      doing: `sending "${file.path}"`,
      key,
      permission: "s3:PutObject",
      keyPermission: "kms:GenerateDataKey",
    });
  }
  run.onBytes(file.size, 0);
}
