import { requestJson, requestPages, type WireOptions } from "@deadline/client/wire";
import type { CallMeta } from "@deadline/client/wire";
import type { Single } from "@/server/contract.ts";
import type { Loaded } from "./resource.ts";

/** The path of a farm's queue under `/api`. */
export function queuePath(farmId: string, queueId: string): string {
  return `/api/farms/${encodeURIComponent(farmId)}/queues/${encodeURIComponent(queueId)}`;
}

/** The path of a job under `/api`. */
export function jobPath(farmId: string, queueId: string, jobId: string): string {
  return `${queuePath(farmId, queueId)}/jobs/${encodeURIComponent(jobId)}`;
}

/** Loads one thing; fits `Ask.load`. */
export function loadOne<T>(path: string): (options: WireOptions) => AsyncGenerator<Loaded<T>> {
  return async function* (options) {
    yield await requestJson<Single<T>>(path, options);
  };
}

/** Loads one thing that takes more to ask for than fits a URL. */
export function loadAnswer<T>(
  path: string,
  body: unknown,
): (options: WireOptions) => AsyncGenerator<Loaded<T>> {
  return async function* (options) {
    yield await requestJson<Single<T>>(path, { ...options, body });
  };
}

/** Loads a list, growing as its pages arrive; fits `Ask.load`. */
export function loadList<T>(path: string): (options: WireOptions) => AsyncGenerator<Loaded<T[]>> {
  return async function* (options) {
    let data: T[] = [];
    let meta: CallMeta | undefined;
    const onMeta = (facts: CallMeta) => void (meta = facts);
    for await (const items of requestPages<T>(path, { ...options, onMeta })) {
      data = [...data, ...items];
      yield { data };
    }
    yield { data, meta };
  };
}

/** Writes a query, leaving out what is empty. */
export function queryOf(values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
