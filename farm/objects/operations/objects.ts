import type { Segment } from "../blobs.ts";
import { checksumHeader } from "../checksum.ts";
import { checkReadConditions, checkWriteConditions } from "../conditions.ts";
import type { StoredObject } from "../object_store.ts";
import { readPayload, receivePayload } from "../payload.ts";
import { type ByteRange, parseRange } from "../ranges.ts";
import {
  describe,
  readDescription,
  type S3Request,
  wholeNumber,
  writtenHeaders,
  xmlAnswer,
} from "../request.ts";
import { noSuchKey, S3Error } from "../s3_error.ts";
import { childText, malformed, readXml } from "../xml.ts";

const MOST_DELETED = 1000;
const MOST_DELETE_BYTES = 4 * 1024 * 1024;

/** `PutObject` */
export async function putObject(request: S3Request): Promise<Response> {
  const { store, bucket, key, headers, clock } = request;
  store.requireBucket(bucket);
  const description = readDescription(headers);
  const received = await receivePayload(request, store.blobs);
  const { blob, etag, checksum } = received;
  try {
    store.put(bucket, {
      key,
      etag,
      modifiedAt: clock.now(),
      description,
      checksum,
      uploadId: undefined,
      segments: [received],
    }, (present) => checkWriteConditions(present, headers));
  } catch (error) {
    await store.blobs.discard(blob);
    throw error;
  }
  store.blobs.settle(blob);
  return new Response(null, { headers: writtenHeaders(received) });
}

/** `GetObject` and `HeadObject` */
export function getObject({ store, bucket, key, method, query, headers }: S3Request): Response {
  store.requireBucket(bucket);
  const object = store.find(bucket, key);
  if (object === undefined) throw noSuchKey(key);
  const answer = new Headers(describe(object.description));
  answer.set("etag", `"${object.etag}"`);
  answer.set("last-modified", new Date(object.modifiedAt).toUTCString());
  answer.set("accept-ranges", "bytes");
  if (checkReadConditions(object, headers)) {
    return new Response(null, { status: 304, headers: answer });
  }
  const segments = store.segmentsOf(object);
  const range = askedRange(object, segments, headers, query);
  const { start, end } = range ?? { start: 0, end: object.size };
  if (range !== undefined) {
    answer.set("content-range", `bytes ${start}-${end - 1}/${object.size}`);
  } else if (headers.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && object.checksum) {
    answer.set(checksumHeader(object.checksum.algorithm), object.checksum.value);
    answer.set("x-amz-checksum-type", object.checksum.type);
  }
  if (query.has("partNumber") && object.uploadId !== undefined) {
    answer.set("x-amz-mp-parts-count", `${segments.length}`);
  }
  for (const [name, value] of query) {
    if (name.startsWith("response-")) answer.set(name.slice("response-".length), value);
  }
  answer.set("content-length", `${end - start}`);
  const body = method === "HEAD" ? null : store.blobs.read(segments, start, end);
  return new Response(body, { status: range ? 206 : 200, headers: answer });
}

function askedRange(
  { size }: StoredObject,
  segments: readonly Segment[],
  headers: Headers,
  query: URLSearchParams,
): ByteRange | undefined {
  const part = wholeNumber(query.get("partNumber"), "partNumber", 10_000);
  if (part === undefined) return parseRange(headers.get("range"), size);
  if (part < 1 || part > segments.length) {
    throw new S3Error("InvalidRange", "The requested part is not satisfiable");
  }
  const start = segments.slice(0, part - 1).reduce((sum, segment) => sum + segment.size, 0);
  const end = start + segments[part - 1]!.size;
  return end > start ? { start, end } : undefined;
}

/** `DeleteObject`: no error if it is not there. */
export function deleteObject({ store, bucket, key, headers }: S3Request): Response {
  store.delete(bucket, key, (present) => checkWriteConditions(present, headers));
  return new Response(null, { status: 204 });
}

/** `DeleteObjects` */
export async function deleteObjects(request: S3Request): Promise<Response> {
  const { store, bucket } = request;
  store.requireBucket(bucket);
  const root = readXml(await readPayload(request, MOST_DELETE_BYTES));
  const objects = root.children.filter(({ name }) => name === "Object");
  const keys = objects.map((object) => childText(object, "Key"));
  if (root.name !== "Delete" || keys.length === 0 || keys.length > MOST_DELETED) throw malformed();
  if (keys.some((key) => !key)) throw malformed();
  for (const key of keys) store.delete(bucket, key!);
  const quiet = childText(root, "Quiet")?.trim() === "true";
  return xmlAnswer("DeleteResult", { Deleted: quiet ? [] : keys.map((Key) => ({ Key })) });
}
