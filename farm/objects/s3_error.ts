// The service's codes with their HTTP status; all others are 400.
const STATUSES: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  InternalError: 500,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  SignatureDoesNotMatch: 403,
};

/** An answer of the object store that is not a success, in the service's own words. */
export class S3Error extends Error {
  /** The service's code, such as `NoSuchKey`. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** More elements of the XML answer. */
  readonly details: Readonly<Record<string, string>>;
  /** More headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  /** Makes the error. */
  constructor(
    code: string,
    message: string,
    { details = {}, headers = {} }: {
      readonly details?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = "S3Error";
    this.code = code;
    this.status = STATUSES[code] ?? 400;
    this.details = details;
    this.headers = headers;
  }
}

/** The error for a bucket that is not there. */
export function noSuchBucket(bucket: string): S3Error {
  return new S3Error("NoSuchBucket", "The specified bucket does not exist", {
    details: { BucketName: bucket },
  });
}

/** The error for a key that is not there. */
export function noSuchKey(key: string): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", { details: { Key: key } });
}

/** The error for a multipart upload that is not there, or not any more. */
export function noSuchUpload(uploadId: string): S3Error {
  return new S3Error(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have " +
      "been aborted or completed.",
    { details: { UploadId: uploadId } },
  );
}

/** The error for a condition of the request that does not hold. */
export function preconditionFailed(condition: string): S3Error {
  return new S3Error(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    { details: { Condition: condition } },
  );
}
