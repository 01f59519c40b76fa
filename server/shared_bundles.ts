import { openQueueStore } from "@deadline/client/attachments";
import {
  BundleError,
  downloadSharedBundle,
  hideSharedBundle,
  listSharedBundles,
  type SharedBundleProgress,
  unhideSharedBundle,
  uploadSharedBundle,
} from "@deadline/client/bundle";
import { type CallOptions, DeadlineError } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import { join } from "@std/path";
import { cacheFolder } from "./cache_folder.ts";
import type { Console } from "./console.ts";
import type { OperationBar, SharedBundle, SubmitRequest } from "./contract.ts";
import type { OperationBody, OperationContext } from "./operations.ts";
import { writeChanged } from "./save_bundle.ts";
import { compact } from "./shapes/compact.ts";

interface QueueIds {
  farmId: string;
  queueId: string;
}

/** A bundle of a queue that is to come to this computer. */
export interface FetchBundleRequest extends QueueIds {
  name: string;
}

/** What a form would submit, to be shared on its queue. */
export interface ShareBundleRequest {
  request: SubmitRequest;
  /** The name that it gets there. */
  share: string;
}

/** The bundles that are shared on a queue; none where the queue keeps no files. */
export async function sharedBundles(
  ids: QueueIds,
  folder: string | undefined,
  console: Console,
  call: CallOptions,
): Promise<SharedBundle[]> {
  try {
    const store = await openQueueStore(ids, call);
    const { session: _, ...calls } = call;
    const entries = await listSharedBundles(store, { folder }, {
      ...calls,
      cacheDir: cacheFolder(console.launch),
    });
    return entries.map(({ name, title, isFolder, hidden, size, lastModified }) =>
      compact({ name, title, isFolder, hidden, size, modifiedAt: lastModified?.toISOString() })
    );
  } catch (error) {
    if (error instanceof DeadlineError && error.code === "NoJobAttachments") return [];
    throw error;
  }
}

/** Hides a shared bundle from the lists of this workstation, or shows it again. */
export async function setHidden(
  ids: QueueIds,
  { name, hidden }: { name: string; hidden: boolean },
  console: Console,
  call: CallOptions,
): Promise<{ hidden: boolean }> {
  if (typeof name !== "string" || name === "") {
    throw new TaskError("The name of a bundle is wanted", { code: "BadRequest", status: 400 });
  }
  const store = await openQueueStore(ids, call);
  const options = { cacheDir: cacheFolder(console.launch) };
  if (hidden) await hideSharedBundle(store, name, options);
  else await unhideSharedBundle(store, name, options);
  return { hidden };
}

/** Starts to bring a shared bundle to this computer and gives the id of the operation. */
export function startFetchBundle(console: Console, request: FetchBundleRequest): string {
  const { farmId, queueId, name } = request;
  if (![farmId, queueId, name].every((one) => typeof one === "string" && one !== "")) {
    throw new TaskError("A bundle is fetched by farmId, queueId and name", {
      code: "BadRequest",
      status: 400,
    });
  }
  const title = name.split("/").at(-1)!;
  return console.operations.start(
    { name: `Fetching the bundle ${title}`, kind: "bundle", about: { farmId, queueId } },
    async (context) => {
      const { call, signal } = context;
      const store = await openQueueStore({ farmId, queueId }, {
        ...call,
        session: console.session,
      });
      const path = await downloadSharedBundle(store, { name }, {
        ...call,
        signal,
        cacheDir: cacheFolder(console.launch),
        onProgress: reporter(context),
      });
      return { farmId, queueId, path };
    },
  );
}

/** Starts to share what a form would submit on its queue and gives the id of the operation. */
export async function startShareBundle(
  console: Console,
  { request, share }: ShareBundleRequest,
): Promise<string> {
  const { farmId, queueId, bundle } = request ?? {};
  if (![farmId, queueId, bundle, share].every((one) => typeof one === "string" && one !== "")) {
    throw new TaskError("A bundle is shared with a request and a name", {
      code: "BadRequest",
      status: 400,
    });
  }
  await console.roots.resolve(bundle);
  return console.operations.start(
    { name: `Sharing the bundle ${share}`, kind: "bundle", about: { farmId, queueId } },
    shareBundle(console, request, share),
  );
}

function shareBundle(console: Console, request: SubmitRequest, share: string): OperationBody {
  const { farmId, queueId } = request;
  return async (context) => {
    const { call, signal, effect, ask, log } = context;
    const folder = await Deno.makeTempDir({ dir: console.launch.dataDir, prefix: "share-" });
    try {
      const path = join(folder, "bundle");
      await writeChanged(request, path, console.roots, signal);
      const store = await openQueueStore({ farmId, queueId }, {
        ...call,
        session: console.session,
      });
      const shared = await uploadSharedBundle(store, { path, name: share }, {
        ...call,
        signal,
        onEffect: effect,
        onProgress: reporter(context),
        onSkip: (path) => log(`Left out, as it is no plain file: ${path}`),
        confirmOverwrite: async (name) =>
          await ask({
            title: `Replace “${name}”?`,
            text: "A bundle of this name is shared on the queue already.",
            choices: [
              { id: "keep", label: "Keep the other", kind: "primary" },
              { id: "replace", label: "Replace it", kind: "danger" },
            ],
          }) === "replace",
      });
      const summary = shared
        ? `Shared as ${shared.name}`
        : "Nothing was shared: the other bundle stays";
      return { farmId, queueId, summary };
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof BundleError)) throw error;
      throw new TaskError(error.message, { code: "BundleError", status: 422, cause: error });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
}

const LABELS: Record<SharedBundleProgress["phase"], string> = {
  packing: "Packing",
  uploading: "Upload",
  downloading: "Download",
  extracting: "Unpacking",
};

/** Shows the stages of a transfer as bars; a stage whose end is not known has none. */
function reporter({ at }: Pick<OperationContext, "at">): (progress: SharedBundleProgress) => void {
  const bars = new Map<string, OperationBar>();
  return ({ phase, bytes, totalBytes }) => {
    if (totalBytes !== undefined) {
      const files = bytes >= totalBytes ? 1 : 0;
      bars.set(phase, { id: phase, label: LABELS[phase], files, totalFiles: 1, bytes, totalBytes });
    }
    at({ phase, message: LABELS[phase], bars: [...bars.values()] });
  };
}
