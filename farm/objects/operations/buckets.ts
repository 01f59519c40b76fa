import { ACCOUNT_ID } from "../../auth/principal.ts";
import { S3Error } from "../s3_error.ts";
import { type S3Request, xmlAnswer } from "../request.ts";

const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;

/** `ListBuckets` */
export function listBuckets({ store }: S3Request): Response {
  const buckets = store.db.all<{ name: string; created_at: number }>(
    "SELECT * FROM bucket ORDER BY name",
  );
  return xmlAnswer("ListAllMyBucketsResult", {
    Owner: { ID: ACCOUNT_ID },
    Buckets: {
      Bucket: buckets.map(({ name, created_at }) => ({
        Name: name,
        CreationDate: new Date(created_at).toISOString(),
      })),
    },
  });
}

/** `CreateBucket` */
export function createBucket({ store, bucket, clock }: S3Request): Response {
  if (!NAME.test(bucket) || bucket.includes("..")) {
    throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", {
      details: { BucketName: bucket },
    });
  }
  if (!store.createBucket(bucket, clock.now())) {
    throw new S3Error(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { details: { BucketName: bucket } },
    );
  }
  return new Response(null, { headers: { location: `/${bucket}` } });
}

/** `HeadBucket` */
export function headBucket({ store, bucket }: S3Request): Response {
  store.requireBucket(bucket);
  return new Response(null, { headers: { "x-amz-bucket-region": "us-west-2" } });
}

/** `GetBucketLocation` */
export function getBucketLocation({ store, bucket }: S3Request): Response {
  store.requireBucket(bucket);
  return xmlAnswer("LocationConstraint", "us-west-2");
}

/** `DeleteBucket` */
export function deleteBucket({ store, bucket }: S3Request): Response {
  store.deleteBucket(bucket);
  return new Response(null, { status: 204 });
}
