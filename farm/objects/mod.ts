/**
 * The farm's object store: S3 as clients of job attachments use it.
 *
 * @module
 */
export { ObjectStore } from "./object_store.ts";
export { parsePath, type S3Request } from "./request.ts";
export { findOperation } from "./router.ts";
export { S3Error } from "./s3_error.ts";
export { checkSignature } from "./signed_request.ts";
export { writeXml } from "./xml.ts";
