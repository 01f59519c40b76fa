import { openAttachment, openQueueStore } from "@deadline/client/attachments";
import type { CallOptions } from "@deadline/client";
import { TaskError } from "@deadline/client/task";

/** The kinds of pictures that a browser draws and that hold no script. */
const IMAGES: Record<string, string> = {
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** Which file of a queue's store is wanted, and how. */
export interface AttachmentQuery {
  hash: string;
  size: number;
  name: string;
  /** Whether it is to be saved rather than looked at. */
  download: boolean;
}

/** Reads which file a request is for. */
export function attachmentOf(hash: string, query: URLSearchParams): AttachmentQuery {
  const size = query.get("size") ?? "";
  if (!/^[0-9a-f]{32}$/.test(hash) || !/^[0-9]{1,15}$/.test(size)) {
    throw new TaskError("A file is asked for by its hash and size", {
      code: "BadRequest",
      status: 400,
    });
  }
  const name = query.get("name") || hash;
  return { hash, size: Number(size), name, download: query.has("download") };
}

/**
 * Answers with a file of a queue's store. Whatever is in it is never run: it is a picture of a kind
 * that holds no script, plain text, or something to save, and a page of its own may do nothing.
 */
export async function attachmentResponse(
  ids: { farmId: string; queueId: string },
  file: AttachmentQuery,
  rangeHeader: string | null,
  call: CallOptions & { signal: AbortSignal },
): Promise<Response> {
  const range = rangeOf(rangeHeader, file.size);
  const store = await openQueueStore(ids, call);
  const headers = new Headers(attachmentHeaders(file));
  const { start, end } = range ?? { start: 0, end: file.size };
  headers.set("Content-Length", String(end - start));
  if (range) headers.set("Content-Range", `bytes ${start}-${end - 1}/${file.size}`);
  const body = await openAttachment(store, file, {
    signal: call.signal,
    ...(range ? { range } : {}),
    ...(call.onRetry ? { onRetry: call.onRetry } : {}),
  });
  return new Response(body, { status: range ? 206 : 200, headers });
}

/** The headers that keep a file what it is: something to look at, or to save. */
export function attachmentHeaders(
  { name, hash, download }: Pick<AttachmentQuery, "name" | "hash" | "download">,
): Record<string, string> {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? "";
  const type = download
    ? "application/octet-stream"
    : IMAGES[extension] ?? "text/plain; charset=utf-8";
  return {
    "Content-Type": type,
    "Content-Disposition": `${download ? "attachment" : "inline"}; ${fileNameOf(name)}`,
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Accept-Ranges": "bytes",
    "ETag": `"${hash}"`,
    // The same hash is always the same bytes.
    "Cache-Control": "private, max-age=600",
  };
}

/** A file name for a header: plain for old readers, and as it is. */
export function fileNameOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) || "file";
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${whole}`;
}

/** The one range that is asked for; `undefined` for all. */
function rangeOf(
  header: string | null,
  size: number,
): { start: number; end: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || (from === "" && to === "")) return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  if (start >= end) {
    // An empty file has no range; all of it is the answer.
    if (size === 0) return undefined;
    throw new TaskError(`The file has no bytes ${header}`, { code: "BadRange", status: 416 });
  }
  return { start, end };
}
