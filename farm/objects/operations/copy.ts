import { checkReadConditions, checkWriteConditions } from "../conditions.ts";
import type { StoredObject } from "../object_store.ts";
import { receivePayload } from "../payload.ts";
import { parseRange } from "../ranges.ts";
import { parsePath, readDescription, type S3Request, wholeNumber, xmlAnswer } from "../request.ts";
import { noSuchKey, preconditionFailed, S3Error } from "../s3_error.ts";
import { getUpload, putPart } from "../uploads.ts";

const SOURCE = "x-amz-copy-source";
const UNSIGNED = {
  payload: "UNSIGNED-PAYLOAD",
  seed: { signature: "", key: new Uint8Array(), time: "", scope: "" },
};

/** `CopyObject`: the copy shares the source's files. */
export function copyObject({ store, bucket, key, headers, clock }: S3Request): Response {
  const { sourceBucket, source } = findSource({ store, headers });
  const replace = headers.get("x-amz-metadata-directive")?.toUpperCase() === "REPLACE";
  if (sourceBucket === bucket && source.key === key && !replace) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without " +
        "changing the object's metadata.",
    );
  }
  const modifiedAt = clock.now();
  store.put(bucket, {
    key,
    etag: source.etag,
    modifiedAt,
    description: replace ? readDescription(headers) : source.description,
    checksum: source.checksum,
    uploadId: source.uploadId,
    segments: store.segmentsOf(source),
  }, (present) => checkWriteConditions(present, headers));
  return xmlAnswer("CopyObjectResult", {
    ETag: `"${source.etag}"`,
    LastModified: new Date(modifiedAt).toISOString(),
  });
}

/** `UploadPartCopy` */
export async function uploadPartCopy(request: S3Request): Promise<Response> {
  const { store, bucket, key, query, headers, clock } = request;
  const upload = getUpload(store, bucket, key, query.get("uploadId") ?? "");
  const number = wholeNumber(query.get("partNumber"), "partNumber", 10_000) ?? 0;
  const { source } = findSource({ store, headers });
  const range = parseRange(headers.get(`${SOURCE}-range`), source.size);
  const { start, end } = range ?? { start: 0, end: source.size };
  const body = store.blobs.read(store.segmentsOf(source), start, end);
  const received = await receivePayload(
    { headers: new Headers(), body, signed: UNSIGNED },
    store.blobs,
    upload.algorithm,
  );
  const now = clock.now();
  try {
    putPart(store, upload, number, received, now);
  } catch (error) {
    await store.blobs.discard(received.blob);
    throw error;
  }
  return xmlAnswer("CopyPartResult", {
    ETag: `"${received.etag}"`,
    LastModified: new Date(now).toISOString(),
    ...received.checksum && { [`Checksum${received.checksum.algorithm}`]: received.checksum.value },
  });
}

function findSource({ store, headers }: Pick<S3Request, "store" | "headers">): {
  sourceBucket: string;
  source: StoredObject;
} {
  const path = headers.get(SOURCE)!.replace(/^\//, "").replace(/\?versionId=.*$/, "");
  const { bucket, key } = parsePath(`/${path}`);
  store.requireBucket(bucket);
  const source = store.find(bucket, key);
  if (source === undefined) throw noSuchKey(key);
  // A source that the caller knows already is no copy, where a read would answer 304.
  if (checkReadConditions(source, headers, `${SOURCE}-`)) {
    throw preconditionFailed(`${SOURCE}-if-none-match`);
  }
  return { sourceBucket: bucket, source };
}
