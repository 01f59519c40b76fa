import { preconditionFailed, S3Error } from "./s3_error.ts";

/** What conditions are about. */
export interface Version {
  /** Without its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/**
 * Checks the conditions of a read, in the order in which HTTP gives them weight.
 *
 * @param prefix What the headers' names begin with; a copy has its own for its source.
 * @returns Whether the caller has this version already.
 * @throws {S3Error} `PreconditionFailed` if a condition does not hold.
 */
export function checkReadConditions(version: Version, headers: Headers, prefix = ""): boolean {
  const ifMatch = headers.get(`${prefix}if-match`);
  const ifUnmodifiedSince = parseDate(headers.get(`${prefix}if-unmodified-since`));
  if (ifMatch !== null) {
    if (!matches(ifMatch, version)) throw preconditionFailed("If-Match");
  } else if (ifUnmodifiedSince !== undefined && seconds(version) > ifUnmodifiedSince) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const ifNoneMatch = headers.get(`${prefix}if-none-match`);
  if (ifNoneMatch !== null) return matches(ifNoneMatch, version);
  const ifModifiedSince = parseDate(headers.get(`${prefix}if-modified-since`));
  return ifModifiedSince !== undefined && seconds(version) <= ifModifiedSince;
}

/**
 * Checks the conditions of a write on what is there, if something is.
 *
 * @throws {S3Error} `PreconditionFailed`, or `NoSuchKey` for an `If-Match` on nothing.
 */
export function checkWriteConditions(version: Version | undefined, headers: Headers): void {
  const ifMatch = headers.get("if-match");
  const ifNoneMatch = headers.get("if-none-match");
  if (ifMatch !== null) {
    if (version === undefined) {
      throw new S3Error("NoSuchKey", "The specified key does not exist.");
    }
    if (!matches(ifMatch, version)) throw preconditionFailed("If-Match");
  }
  if (ifNoneMatch !== null && version !== undefined && matches(ifNoneMatch, version)) {
    throw preconditionFailed("If-None-Match");
  }
}

function matches(condition: string, { etag }: Version): boolean {
  return condition.split(",").some((one) => {
    const wanted = one.trim().replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
    return wanted === "*" || wanted === etag;
  });
}

// Dates of HTTP have no fraction of a second.
function seconds({ modifiedAt }: Version): number {
  return Math.floor(modifiedAt / 1000) * 1000;
}

function parseDate(text: string | null): number | undefined {
  const time = text === null ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
