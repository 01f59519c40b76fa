import { ACCOUNT_ID } from "../../auth/principal.ts";
import { type Algorithm, ALGORITHMS, checksumHeader, checksumTypeOf } from "../checksum.ts";
import { checkWriteConditions } from "../conditions.ts";
import { readPayload, receivePayload } from "../payload.ts";
import {
  keyEncoding,
  namedAlgorithm,
  readDescription,
  type S3Request,
  wholeNumber,
  writtenHeaders,
  xmlAnswer,
} from "../request.ts";
import { S3Error } from "../s3_error.ts";
import {
  abortUpload,
  completeUpload,
  createUpload,
  getUpload,
  listParts,
  listUploads,
  type NamedPart,
  putPart,
} from "../uploads.ts";
import { childText, malformed, readXml } from "../xml.ts";

const MOST_PARTS = 10_000;
const MOST_LISTED = 1000;
const MOST_COMPLETE_BYTES = 8 * 1024 * 1024;
const OWNER = { ID: ACCOUNT_ID };

/** `CreateMultipartUpload` */
export function createMultipartUpload(request: S3Request): Response {
  const { store, bucket, key, headers, clock } = request;
  const algorithm = namedAlgorithm(headers);
  const checksumType = algorithm &&
    checksumTypeOf(algorithm, headers.get("x-amz-checksum-type"));
  const id = crypto.randomUUID().replaceAll("-", "");
  const description = readDescription(headers);
  const startedAt = clock.now();
  createUpload(store, bucket, { id, key, startedAt, description, algorithm, checksumType });
  const answer = xmlAnswer("InitiateMultipartUploadResult", {
    Bucket: bucket,
    Key: key,
    UploadId: id,
  });
  if (algorithm && checksumType) {
    answer.headers.set("x-amz-checksum-algorithm", algorithm);
    answer.headers.set("x-amz-checksum-type", checksumType);
  }
  return answer;
}

/** `UploadPart` */
export async function uploadPart(request: S3Request): Promise<Response> {
  const { store, clock, query } = request;
  const upload = requestedUpload(request);
  const number = wholeNumber(query.get("partNumber"), "partNumber", MOST_PARTS) ?? 0;
  if (number < 1) {
    throw new S3Error(
      "InvalidArgument",
      `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
    );
  }
  const received = await receivePayload(request, store.blobs, upload.algorithm);
  try {
    const { checksum } = received;
    if (upload.algorithm && checksum?.algorithm !== upload.algorithm) {
      throw new S3Error(
        "InvalidRequest",
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm}, ` +
          `actual checksum Type: ${checksum?.algorithm}`,
      );
    }
    putPart(store, upload, number, received, clock.now());
  } catch (error) {
    await store.blobs.discard(received.blob);
    throw error;
  }
  const headers = writtenHeaders(received);
  headers.delete("x-amz-checksum-type");
  return new Response(null, { headers });
}

/** `CompleteMultipartUpload`: asked again after it succeeded, it succeeds again. */
export async function completeMultipartUpload(request: S3Request): Promise<Response> {
  const { store, bucket, key, query, headers, clock } = request;
  const named = readParts(await readPayload(request, MOST_COMPLETE_BYTES));
  const present = store.find(bucket, key);
  const isDone = present?.uploadId !== undefined && present.uploadId === query.get("uploadId");
  const { etag, checksum } = isDone ? present : completeUpload(
    store,
    bucket,
    requestedUpload(request),
    named,
    {
      now: clock.now(),
      size: wholeNumber(headers.get("x-amz-mp-object-size"), "object size", 2 ** 50),
      checksum: ALGORITHMS.map((one) => headers.get(checksumHeader(one))).find((value) => value) ??
        undefined,
      check: (former) => checkWriteConditions(former, headers),
    },
  );
  return xmlAnswer("CompleteMultipartUploadResult", {
    Location: `/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${etag}"`,
    ...checksum && {
      [`Checksum${checksum.algorithm}`]: checksum.value,
      ChecksumType: checksum.type,
    },
  });
}

function readParts(body: string): NamedPart[] {
  const root = readXml(body);
  const parts = root.children.filter(({ name }) => name === "Part");
  if (root.name !== "CompleteMultipartUpload" || parts.length === 0) throw malformed();
  return parts.map((part) => {
    const number = childText(part, "PartNumber");
    const etag = childText(part, "ETag");
    if (number === undefined || etag === undefined) throw malformed();
    const checksum = ALGORITHMS.map((one) => childText(part, `Checksum${one}`))
      .find((value) => value !== undefined);
    return { number: Number(number), etag: etag.trim().replace(/^"(.*)"$/, "$1"), checksum };
  });
}

/** `AbortMultipartUpload` */
export function abortMultipartUpload(request: S3Request): Response {
  abortUpload(request.store, requestedUpload(request).id);
  return new Response(null, { status: 204 });
}

/** `ListParts` */
export function listUploadParts(request: S3Request): Response {
  const { store, bucket, key, query } = request;
  const upload = requestedUpload(request);
  const after = wholeNumber(query.get("part-number-marker"), "part-number-marker", MOST_PARTS) ?? 0;
  const most = listLimit(query.get("max-parts"), "max-parts");
  const found = listParts(store, upload.id, after, most + 1);
  const parts = found.slice(0, most);
  return xmlAnswer("ListPartsResult", {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: parts.at(-1)?.number ?? after,
    MaxParts: most,
    IsTruncated: found.length > most,
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: "STANDARD",
    Part: parts.map(({ number, size, etag, modifiedAt, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
      ...checksumMember(upload.algorithm, checksum),
    })),
  });
}

/** `ListMultipartUploads` */
export function listMultipartUploads({ store, bucket, query }: S3Request): Response {
  store.requireBucket(bucket);
  const most = listLimit(query.get("max-uploads"), "max-uploads");
  const prefix = query.get("prefix") ?? "";
  const afterKey = query.get("key-marker") ?? "";
  const afterId = query.get("upload-id-marker") ?? (afterKey === "" ? "" : "\u{10ffff}");
  const found = listUploads(store, bucket, { prefix, afterKey, afterId, most: most + 1 });
  const uploads = found.slice(0, most);
  const more = found.length > most;
  const last = more ? uploads.at(-1) : undefined;
  const { text, EncodingType } = keyEncoding(query);
  return xmlAnswer("ListMultipartUploadsResult", {
    Bucket: bucket,
    EncodingType,
    KeyMarker: text(afterKey),
    Prefix: text(prefix),
    NextKeyMarker: last && text(last.key),
    NextUploadIdMarker: last?.id,
    MaxUploads: most,
    IsTruncated: more,
    Upload: uploads.map(({ id, key, startedAt, algorithm, checksumType }) => ({
      Key: text(key),
      UploadId: id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: "STANDARD",
      Initiated: new Date(startedAt).toISOString(),
      ChecksumAlgorithm: algorithm,
      ChecksumType: checksumType,
    })),
  });
}

function requestedUpload({ store, bucket, key, query }: S3Request) {
  return getUpload(store, bucket, key, query.get("uploadId") ?? "");
}

function listLimit(text: string | null, name: string): number {
  const asked = wholeNumber(text, name, Number.MAX_SAFE_INTEGER);
  return Math.min(asked ?? MOST_LISTED, MOST_LISTED);
}

function checksumMember(algorithm: Algorithm | undefined, value: string | undefined) {
  return algorithm && value ? { [`Checksum${algorithm}`]: value } : {};
}
