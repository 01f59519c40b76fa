import { basename, resolve } from "@std/path";
import { decodeManifest } from "../../attachments/manifest/decode_manifest.ts";
import { putManifest } from "../../attachments/upload/put_manifest.ts";
import { manifestKey } from "../../attachments/store.ts";
import { attachmentTarget } from "../attachment_target.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";

/** Stores a manifest in the bucket of a queue, or at an address. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const [file] = args.positional;
  const text = await Deno.readTextFile(resolve(io.cwd, file), { signal }).catch((error) => {
    signal.throwIfAborted();
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Invalid value for 'MANIFEST_FILE': there is no file '${file}'.`);
    }
    throw error;
  });
  // What is no manifest would only be found out by the job that needs it.
  decodeManifest(text);
  const store = await attachmentTarget(context, args.text("s3-cas-uri"));
  const prefix = args.text("s3-manifest-prefix");
  const key = manifestKey(store, `${prefix ? `${prefix}/` : ""}${basename(file)}`);
  const isJson = args.flag("json");
  if (!isJson) context.say(`Uploading the manifest to s3://${store.bucket}/${key}`);
  const { onRetry } = await context.calls();
  await putManifest(store, key, text, {
    signal,
    onRetry,
    metadata: { "file-system-location-name": inAscii(file) },
  });
  if (isJson) return context.say(JSON.stringify({ bucket: store.bucket, key }));
  context.say("Uploading successful!");
}

/** Metadata are ASCII; other paths are written as addresses write them. */
function inAscii(path: string): string {
  return path.replace(/[^\x20-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}
