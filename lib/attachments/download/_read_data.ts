import { type AttachmentStore, dataKey } from "../store.ts";
import { type ObjectFacts, readObject, type ReadObjectOptions } from "./_read_object.ts";
import { isMissing } from "./_store_error.ts";

/**
 * Reads the bytes of a hash. Old jobs have keys without `.xxh128`, which is tried if there is no key
 * with it.
 */
export async function readData(
  store: AttachmentStore,
  hash: string,
  sink: (bytes: Uint8Array, facts: ObjectFacts) => void | Promise<void>,
  options: ReadObjectOptions = {},
): Promise<ObjectFacts> {
  const key = dataKey(store, hash);
  try {
    return await readObject(store, key, sink, options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const bare = key.replace(/\.xxh128$/, "");
    return await readObject(store, bare, sink, options).catch((second) => {
      // The key that ought to be there is the one to tell of.
      throw isMissing(second) ? error : second;
    });
  }
}
