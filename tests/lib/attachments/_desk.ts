import { join } from "@std/path";
import { createSession, type Session } from "@deadline/client";
import {
  type AttachmentStore,
  callStore,
  createManifest,
  dataKey,
  type DownloadFile,
  encodeManifest,
  type Manifest,
  manifestKey,
  openQueueStore,
  rootMetadata,
  xxh128,
} from "@deadline/client/attachments";
import { type FaultProxy, type FaultRule, startFaultProxy } from "../../../farm/faults/mod.ts";
import { submit, template, type TestFarm, testFarm } from "../../farm/_farm.ts";

/** The bytes of a file in a test, or a text for them. */
export type Bytes = string | Uint8Array<ArrayBuffer>;

/** A farm with a bucket, the store of its queue, and a folder to download to. */
export interface Desk extends AsyncDisposable {
  readonly on: TestFarm;
  readonly session: Session;
  readonly store: AttachmentStore;
  readonly folder: string;
  /** A session and a store that are reached through bad weather; gone with the desk. */
  through(
    rules: readonly FaultRule[],
    options?: { maxAttempts?: number; timeout?: number },
  ): Promise<{ proxy: FaultProxy; session: Session; store: AttachmentStore }>;
}

/** When all files of a manifest were changed last. */
export const MTIME = 1_700_000_000_123_456;

/** Starts a farm with a bucket. */
export async function openDesk(): Promise<Desk> {
  const on = await testFarm({ bucket: "attachments" });
  const { endpoint, region, credentials, farmId, queueId } = on.farm;
  const session = createSession({ endpoint, region, credentials });
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "download-" }));
  const open: AsyncDisposable[] = [on, session];
  return {
    on,
    session,
    store: await openQueueStore({ farmId, queueId }, { session }),
    folder,
    async through(rules, options = {}) {
      const proxy = await startFaultProxy({ target: endpoint, faults: { rules, seed: 1 } });
      const session = createSession({ endpoint: proxy.endpoint, region, credentials, ...options });
      open.push(proxy, session);
      return { proxy, session, store: await openQueueStore({ farmId, queueId }, { session }) };
    },
    async [Symbol.asyncDispose]() {
      for (const each of open.reverse()) await each[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Puts the bytes of files into the store, and tells of them. */
export async function putFiles(
  store: AttachmentStore,
  files: Record<string, Bytes>,
): Promise<Manifest> {
  const paths = [];
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const hash = await xxh128(bytes);
    await callStore(store, "PutObject", { Key: dataKey(store, hash), Body: bytes });
    paths.push({ path, hash, size: bytes.length, mtime: MTIME });
  }
  return createManifest(paths);
}

/** Writes an output manifest where and as a worker does. */
export async function putOutputs(
  store: AttachmentStore,
  place: string,
  root: string,
  files: Record<string, Bytes> | Manifest,
  location?: string,
): Promise<string> {
  const manifest = "paths" in files ? files as Manifest : await putFiles(store, files);
  const name = `${await xxh128(`${location ?? ""}${root}`)}_output`;
  const Key = manifestKey(store, `${place}/${name}`);
  const Metadata = rootMetadata(root, location);
  const Body = new TextEncoder().encode(encodeManifest(manifest));
  await callStore(store, "PutObject", { Key, Body, Metadata });
  return Key;
}

/** The files of a manifest below a folder. */
export function filesBelow(within: string, manifest: Manifest): DownloadFile[] {
  return manifest.paths.map((file) => ({ ...file, path: join(within, file.path), within }));
}

/** Submits a job of which nothing runs, with attachments as told. */
export async function submitJob(
  { on }: Desk,
  roots: { rootPath: string; inputManifestPath?: string }[] = [],
): Promise<{ farmId: string; queueId: string; jobId: string }> {
  const manifests = roots.map((root) => ({
    rootPathFormat: "posix" as const,
    outputRelativeDirectories: ["out"],
    ...root,
  }));
  const jobId = await submit(on, template([{ name: "Step", frames: "1-2" }]), {
    attachments: manifests.length > 0 ? { manifests, fileSystem: "COPIED" } : undefined,
  });
  return { ...on.queue, jobId };
}

/** The paths of all files below a folder, those of runs that were stopped too, sorted. */
export async function namesBelow(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const below = await Promise.all(entries.map(async ({ name, isDirectory }) => {
    if (!isDirectory) return [name];
    return (await namesBelow(join(folder, name))).map((way) => `${name}/${way}`);
  }));
  return below.flat().sort();
}

/** All files below a folder with their texts, by their paths from there on. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const visit = async (path: string, way: string) => {
    for await (const entry of Deno.readDir(path)) {
      const [below, name] = [join(path, entry.name), `${way}${entry.name}`];
      if (entry.isDirectory) await visit(below, `${name}/`);
      else tree[name] = await Deno.readTextFile(below);
    }
  };
  await visit(folder, "");
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Bytes that are the same each time, and of no pattern that a part repeats. */
export function noise(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed;
  for (let i = 0; i < words.length; i++) {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, size);
}
