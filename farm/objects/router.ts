import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./operations/buckets.ts";
import { copyObject, uploadPartCopy } from "./operations/copy.ts";
import { listObjects } from "./operations/listing.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listUploadParts,
  uploadPart,
} from "./operations/multipart.ts";
import { deleteObject, deleteObjects, getObject, putObject } from "./operations/objects.ts";
import type { Operation, S3Request } from "./request.ts";
import { S3Error } from "./s3_error.ts";

// By what a request is about, its method, and the query member that picks among several.
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "service GET": listBuckets,
  "bucket PUT": createBucket,
  "bucket HEAD": headBucket,
  "bucket DELETE": deleteBucket,
  "bucket GET": listObjects,
  "bucket GET location": getBucketLocation,
  "bucket GET uploads": listMultipartUploads,
  "bucket POST delete": deleteObjects,
  "object GET": getObject,
  "object HEAD": getObject,
  "object PUT": putObject,
  "object PUT copy": copyObject,
  "object DELETE": deleteObject,
  "object POST uploads": createMultipartUpload,
  "object PUT uploadId": uploadPart,
  "object PUT uploadId copy": uploadPartCopy,
  "object POST uploadId": completeMultipartUpload,
  "object DELETE uploadId": abortMultipartUpload,
  "object GET uploadId": listUploadParts,
};

// Query members that ask for another operation than the method alone.
const SELECTORS = [
  ...["location", "uploads", "delete", "uploadId"],
  ...["accelerate", "acl", "analytics", "attributes", "cors", "encryption", "inventory"],
  ...["legal-hold", "lifecycle", "logging", "metrics", "notification", "object-lock", "policy"],
  ...["publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select"],
  ...["tagging", "torrent", "versioning", "versions", "website"],
];

/**
 * Finds the operation that a request asks for.
 *
 * @throws {S3Error} `NotImplemented` if the farm does not have it.
 */
export function findOperation({ method, bucket, key, query, headers }: S3Request): Operation {
  const about = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const selector = SELECTORS.find((name) => query.has(name));
  const copy = headers.has("x-amz-copy-source") && method === "PUT" ? "copy" : undefined;
  const name = [about, method, selector, copy].filter((word) => word !== undefined).join(" ");
  const operation = OPERATIONS[name];
  if (operation !== undefined) return operation;
  throw new S3Error(
    "NotImplemented",
    `The local farm's object store does not have "${name}" among its operations.`,
  );
}
