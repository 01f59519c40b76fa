import { DeadlineError } from "../../errors/mod.ts";
import type { CallOptions } from "../../session/call.ts";
import type { S3CheckCache } from "./s3_check_cache.ts";
import { Breaths } from "../_breaths.ts";
import { type AttachmentStore, callStore, dataKey } from "../store.ts";

/** How many objects are looked at before the cache is believed. */
const SAMPLE = 30;

/**
 * Looks whether some of the objects that the cache has seen are there still. If one is not, somebody
 * has tidied the bucket: the cache is emptied, since nothing in it can be believed.
 */
export async function sampleStore(
  store: AttachmentStore,
  cache: S3CheckCache,
  hashes: Iterable<string>,
  { signal, timeout, random = Math.random }: {
    signal?: AbortSignal | undefined;
    timeout?: number | undefined;
    random?: (() => number) | undefined;
  },
): Promise<void> {
  const sample: string[] = [];
  let known = 0;
  const breaths = new Breaths(signal);
  for (const hash of hashes) {
    if (breaths.due) await breaths.take();
    const key = dataKey(store, hash);
    if (!cache.has(`${store.bucket}/${key}`)) continue;
    // Each of those known gets the same chance, without a list of them all.
    const place = known++ < SAMPLE ? known - 1 : Math.floor(random() * known);
    if (place < SAMPLE) sample[place] = key;
  }
  const found = await Promise.all(sample.map((key) => isThere(store, key, { signal, timeout })));
  if (found.includes(false)) await cache.reset({ signal });
}

async function isThere(
  store: AttachmentStore,
  Key: string,
  calls: Pick<CallOptions, "signal" | "timeout">,
): Promise<boolean> {
  try {
    await callStore(store, "HeadObject", { Key }, calls);
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}
