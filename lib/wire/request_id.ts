/** The parts of a request id. */
export interface RequestId {
  /** The browser tab, or the script, that asks. */
  readonly tab: string;
  /** What is asked: `settings.queues`. Newer requests of the same tab and key replace older ones. */
  readonly key: string;
  /** Counts up within the tab. */
  readonly seq: number;
}

/** The header that carries the request id, both ways. */
export const REQUEST_ID_HEADER = "X-Request-Id";

/** The header that says what the request was asked under, as `encodeLineage` writes it. */
export const LINEAGE_HEADER = "X-Lineage";

const SHAPE = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_.-]{1,128})\.([0-9]{1,15})$/;

/** Writes a request id: `<tab>.<key>.<seq>`. */
export function formatRequestId(id: RequestId): string {
  return `${id.tab}.${id.key}.${id.seq}`;
}

/**
 * Reads a request id; undefined if the text is not one.
 *
 * @example
 * ```ts
 * import { parseRequestId } from "@deadline/client/wire";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseRequestId("7f3k.jobs.list.42"), { tab: "7f3k", key: "jobs.list", seq: 42 });
 * assertEquals(parseRequestId("nonsense"), undefined);
 * ```
 */
export function parseRequestId(text: string | null | undefined): RequestId | undefined {
  const match = text ? SHAPE.exec(text) : null;
  return match ? { tab: match[1], key: match[2], seq: Number(match[3]) } : undefined;
}
