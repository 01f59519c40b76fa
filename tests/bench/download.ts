import { join } from "@std/path";
import { createJob, createSession } from "@deadline/client";
import {
  type AttachmentStore,
  callStore,
  createManifest,
  dataKey,
  encodeManifest,
  manifestKey,
  type ManifestPath,
  openQueueStore,
  xxh128,
} from "@deadline/client/attachments";
import { clientEnvironment } from "../farm/_environment.ts";
import { type LocalFarm, localFarm } from "../interop/_local_farm.ts";
import { measuredRun, middle, OURS, pythonClient, type Run } from "./_clients.ts";
import type { Measurement } from "./measurement.ts";

const SMALL_FILES = 5_000;
const SMALL_SIZE = 16 * 2 ** 10;
const LARGE_FILES = 4;
const LARGE_SIZE = 256 * 2 ** 20;
const TIMES = 3;
/** How many files are put into the store at the same time. */
const PUTS = 32;

/** `job download-output` of 5,000 small and four large files, as a person types it. */
export default async function download(): Promise<Measurement[]> {
  await using farm = await localFarm(0, "attachments");
  const root = join(farm.home, "tree");
  const { farmId, queueId } = farm;
  const jobId = await prepareJob(farm, root);
  const env = clientEnvironment(farm, farm.home);
  const words = ["job", "download-output", "--farm-id", farmId, "--queue-id", queueId];
  words.push("--job-id", jobId, "--yes", "--conflict-resolution", "OVERWRITE");
  const measure = async (program: readonly string[]) => {
    const runs: Run[] = [];
    for (let i = 0; i <= TIMES; i++) {
      const result = await measuredRun([...program, ...words], env);
      // The first one warms the caches of the system.
      if (i > 0) runs.push(result);
      await Deno.remove(root, { recursive: true });
    }
    return runs;
  };
  const ours = await measure(OURS);
  const client = pythonClient();
  const peer = client && await measure(client);
  const line = (name: string, unit: string, figure: keyof Run, atMost?: number) => ({
    name: `download of ${SMALL_FILES + LARGE_FILES} files and 1.1 GB, ${name}`,
    unit,
    ours: middle(ours, figure),
    ...peer && {
      peer: middle(peer, figure),
      peerName: "Python client",
      atMost,
    },
  });
  return [line("wall time", "ms", "ms", 0.6), line("peak memory", "MiB", "peakMiB")];
}

/** A job whose outputs are in the store. */
async function prepareJob(farm: LocalFarm, root: string): Promise<string> {
  const { endpoint, region, farmId, queueId, credentials } = farm;
  await using session = createSession({ endpoint, region, credentials, timeout: 600_000 });
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "Bench",
    steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
  };
  const rootPathFormat = "posix";
  const { jobId } = await createJob({
    farmId,
    queueId,
    priority: 50,
    template: JSON.stringify(template),
    templateType: "JSON",
    attachments: {
      manifests: [{ rootPath: root, rootPathFormat, outputRelativeDirectories: ["."] }],
      fileSystem: "COPIED",
    },
  }, { session });
  const store = await openQueueStore({ farmId, queueId }, { session });
  const manifest = createManifest(await fill(store));
  const place = `${farmId}/${queueId}/${jobId}/step-1/task-1/2026_sessionaction-1`;
  await callStore(store, "PutObject", {
    Key: manifestKey(store, `${place}/${await xxh128(root)}_output`),
    Body: new TextEncoder().encode(encodeManifest(manifest)),
    Metadata: { "asset-root": root },
  });
  return jobId!;
}

async function fill(store: AttachmentStore): Promise<ManifestPath[]> {
  const paths: ManifestPath[] = [];
  const mtime = 1_700_000_000_123_456;
  const put = async (path: string, bytes: Uint8Array<ArrayBuffer>) => {
    const hash = await xxh128(bytes);
    await callStore(store, "PutObject", { Key: dataKey(store, hash), Body: bytes });
    paths.push({ path, hash, size: bytes.length, mtime });
  };
  const bytesOf = (size: number, name: string) => {
    const bytes = new Uint8Array(size);
    for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 >> 3;
    bytes.set(new TextEncoder().encode(`${name};`));
    return bytes;
  };
  for (let i = 0; i < SMALL_FILES; i += PUTS) {
    const names = Array.from({ length: Math.min(PUTS, SMALL_FILES - i) }, (_, index) => i + index);
    await Promise.all(
      names.map((name) => put(`${name % 50}/${name}`, bytesOf(SMALL_SIZE, `${name}`))),
    );
  }
  for (let i = 0; i < LARGE_FILES; i++) await put(`large-${i}`, bytesOf(LARGE_SIZE, `large ${i}`));
  return paths;
}
