import type { CallOptions } from "../../session/call.ts";
import { type AttachmentStore, callStore } from "../store.ts";
import { storeError } from "./_store_error.ts";

/** All keys that begin with a prefix, page after page to the end; a page has 1,000 unless told. */
export async function listKeys(
  store: AttachmentStore,
  prefix: string,
  { signal, onRetry, pageSize }: CallOptions & { pageSize?: number },
): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    try {
      const page = await callStore(store, "ListObjectsV2", {
        Prefix: prefix,
        MaxKeys: pageSize,
        ContinuationToken: token,
      }, { signal, onRetry });
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } catch (error) {
      signal?.throwIfAborted();
      throw storeError(error, store, "ListObjectsV2", prefix);
    }
  } while (token !== undefined);
  return keys;
}
