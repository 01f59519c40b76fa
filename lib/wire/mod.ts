/**
 * The wire between an island and a route: request ids, problems, streams of JSON lines, and the fence
 * that lets only the newest request of a tab and key through. Runs in browsers and servers.
 *
 * @module
 */
export { type Admitted, Fence } from "./fence.ts";
export { type CallMeta, decodeLines, encodeLines, type ListLine, NDJSON_TYPE } from "./ndjson.ts";
export {
  errorOf,
  errorOfResponse,
  type Problem,
  PROBLEM_TYPE,
  problemOf,
  problemResponse,
  STOPPED_STATUS,
} from "./problem.ts";
export {
  decodeLineage,
  encodeLineage,
  requestJson,
  requestPages,
  type WireOptions,
} from "./request.ts";
export {
  formatRequestId,
  LINEAGE_HEADER,
  parseRequestId,
  REQUEST_ID_HEADER,
  type RequestId,
} from "./request_id.ts";
