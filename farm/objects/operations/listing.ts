import type { ObjectStore } from "../object_store.ts";
import { keyEncoding, type S3Request, wholeNumber, xmlAnswer } from "../request.ts";

const MOST_KEYS = 1000;

interface Listed {
  key: string;
  size: number;
  etag: string;
  modified_at: number;
  checksum: string | null;
}

interface Page {
  objects: Listed[];
  prefixes: string[];
  /** The last key or prefix of the page, if more follow. */
  next: string | undefined;
}

/** `ListObjectsV2`, and the older `ListObjects` for a request without `list-type`. */
export function listObjects({ store, bucket, query }: S3Request): Response {
  store.requireBucket(bucket);
  const isNew = query.get("list-type") === "2";
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const asked = wholeNumber(query.get("max-keys"), "max-keys", Number.MAX_SAFE_INTEGER);
  const most = Math.min(asked ?? MOST_KEYS, MOST_KEYS);
  const token = query.get("continuation-token");
  const first = isNew ? query.get("start-after") : query.get("marker");
  const after = isNew && token ? Buffer.from(token, "base64url").toString() : first ?? "";
  const page = readPage(store, { bucket, prefix, delimiter, most, after });
  const { text, EncodingType } = keyEncoding(query);
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: text(prefix),
    Delimiter: delimiter === "" ? undefined : text(delimiter),
    MaxKeys: most,
    EncodingType,
    IsTruncated: page.next !== undefined,
    ...isNew
      ? {
        KeyCount: page.objects.length + page.prefixes.length,
        ContinuationToken: token ?? undefined,
        NextContinuationToken: page.next && Buffer.from(page.next).toString("base64url"),
        StartAfter: first === null ? undefined : text(first),
      }
      : { Marker: text(first ?? ""), NextMarker: page.next && text(page.next) },
    Contents: page.objects.map(({ key, size, etag, modified_at, checksum }) => ({
      Key: text(key),
      LastModified: new Date(modified_at).toISOString(),
      ETag: `"${etag}"`,
      ChecksumAlgorithm: checksum === null ? undefined : JSON.parse(checksum).algorithm,
      Size: size,
      StorageClass: "STANDARD",
    })),
    CommonPrefixes: page.prefixes.map((one) => ({ Prefix: text(one) })),
  });
}

function readPage(
  store: ObjectStore,
  { bucket, prefix, delimiter, most, after }: {
    readonly bucket: string;
    readonly prefix: string;
    readonly delimiter: string;
    readonly most: number;
    readonly after: string;
  },
): Page {
  const page: Page = { objects: [], prefixes: [], next: undefined };
  if (most === 0) return page;
  const groupOf = (key: string) => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  // A page that ended in a group goes on behind all of it.
  const lastGroup = after.startsWith(prefix) && groupOf(after) === after ? after : undefined;
  let last = "";
  let from = lastGroup === undefined ? after : behind(lastGroup);
  for (;;) {
    const rows = store.db.all<Listed & Record<string, unknown>>(
      "SELECT key, size, etag, modified_at, checksum FROM object " +
        "WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?",
      bucket,
      from,
      prefix,
      most + 1,
    );
    let jumped = false;
    for (const row of rows) {
      if (!row.key.startsWith(prefix)) return page;
      if (page.objects.length + page.prefixes.length === most) return { ...page, next: last };
      const group = groupOf(row.key);
      last = group ?? row.key;
      if (group === undefined) {
        page.objects.push(row);
        continue;
      }
      page.prefixes.push(group);
      from = behind(group);
      jumped = true;
      break;
    }
    if (!jumped) return page;
  }
}

// Behind every key that begins so: no key has more than the largest character and then some.
function behind(group: string): string {
  return group + "\u{10ffff}".repeat(256);
}
