import { route } from "../protocol/router.ts";

/** What is needed of a request to tell its operation. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The API operation of a request, as the SDKs name it: by its path for Deadline Cloud, by its target
 * header for CloudWatch Logs, `GetCallerIdentity` for STS (the one operation asked of it), and for
 * S3 by method and query. `Unknown` for anything else.
 */
export function operationOf({ method, url, headers }: RequestHead): string {
  const [path, query = ""] = url.split("?", 2);
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1)!;
  switch (serviceOf(headers)) {
    case "sts":
      return "GetCallerIdentity";
    case "s3":
      return s3Operation(method, path, new URLSearchParams(query), headers);
  }
  return route(method, path)?.operation.name ?? "Unknown";
}

/** The service name in the credential scope of the signature. */
export function serviceOf(headers: RequestHead["headers"]): string | undefined {
  const { authorization } = headers;
  if (typeof authorization !== "string") return undefined;
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1];
}

function s3Operation(
  method: string,
  path: string,
  query: URLSearchParams,
  headers: RequestHead["headers"],
): string {
  const object = path.split("/").filter((part) => part !== "").length > 1;
  const upload = query.has("uploadId");
  switch (method) {
    case "GET":
      if (upload) return "ListParts";
      if (query.has("uploads")) return "ListMultipartUploads";
      return object ? "GetObject" : path === "/" ? "ListBuckets" : "ListObjectsV2";
    case "HEAD":
      return object ? "HeadObject" : "HeadBucket";
    case "PUT":
      if (upload) return "UploadPart";
      if (!object) return "CreateBucket";
      return headers["x-amz-copy-source"] ? "CopyObject" : "PutObject";
    case "POST":
      if (query.has("uploads")) return "CreateMultipartUpload";
      if (upload) return "CompleteMultipartUpload";
      return query.has("delete") ? "DeleteObjects" : "Unknown";
    case "DELETE":
      return upload ? "AbortMultipartUpload" : object ? "DeleteObject" : "DeleteBucket";
  }
  return "Unknown";
}
