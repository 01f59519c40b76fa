import { humanSize } from "../attachments/human_size.ts";
import { type AttachmentStore, openQueueStore } from "../attachments/store.ts";
import {
  listSharedBundles,
  type SharedBundleEntry,
  type SharedBundleOptions,
  type SharedBundleProgress,
} from "../bundle/shared/shared_bundles.ts";
import type { Context } from "./context.ts";
import { cacheFolder } from "./manifest_input.ts";
import type { ShownProgress } from "./progress_lines.ts";

/** The store of the queue that a command is about, and the options for calls to it. */
export async function queueStore(
  context: Context,
): Promise<{ store: AttachmentStore; options: SharedBundleOptions }> {
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  const { session, ...calls } = await context.calls();
  const store = await openQueueStore({ farmId, queueId }, { session, ...calls });
  return { store, options: { ...calls, cacheDir: cacheFolder(context) } };
}

/** The shared bundle of that name; an error names those that there are. */
export async function findSharedBundle(
  store: AttachmentStore,
  name: string,
  options: SharedBundleOptions,
): Promise<SharedBundleEntry> {
  const bundles = (await listSharedBundles(store, {}, options)).filter((each) => !each.isFolder);
  const found = bundles.find((each) => each.name === name);
  if (found) return found;
  const names = bundles.map((each) => each.name).join(", ");
  throw new Error(
    `Bundle '${name}' not found on queue.${names && `\nAvailable bundles: ${names}`}`,
  );
}

const PHASES: Record<SharedBundleProgress["phase"], string> = {
  packing: "archiving",
  uploading: "uploading",
  downloading: "downloading",
  extracting: "extracting",
};

/** How far an upload or a download is, as it is shown. */
export function toShown({ phase, bytes, totalBytes }: SharedBundleProgress): ShownProgress {
  const name = PHASES[phase];
  const message = `${name[0].toUpperCase()}${name.slice(1)}: ${humanSize(bytes)}` +
    (totalBytes === undefined ? "" : ` of ${humanSize(totalBytes)}`);
  return { phase: name, message, bytes, totalBytes };
}
