import { fromFileUrl, join } from "@std/path";
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
import { type Measurement, median } from "./measurement.ts";

const CLI = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
const FARM = fromFileUrl(new URL("../../farm/main.ts", import.meta.url));
const SMALL_FILES = 5_000;
const SMALL_SIZE = 16 * 2 ** 10;
const LARGE_FILES = 4;
const LARGE_SIZE = 256 * 2 ** 20;
const TIMES = 3;
/** How many files are put into the store at the same time. */
const PUTS = 32;

/** One run of a client: the time it took and the memory it needed at most. */
interface Run {
  ms: number;
  peakMiB: number;
}

/** `job download-output` of 5,000 small and four large files, as a person types it. */
export default async function download(): Promise<Measurement[]> {
  const home = await Deno.makeTempDir({ prefix: "bench-download-" });
  const farm = await startFarm(home);
  try {
    const root = join(home, "tree");
    const { farmId, queueId } = farm.facts;
    const jobId = await prepareJob(farm.facts, root);
    const words = ["job", "download-output", "--farm-id", farmId, "--queue-id", queueId];
    words.push("--job-id", jobId, "--yes", "--conflict-resolution", "OVERWRITE");
    const measure = async (program: string[]) => {
      const runs: Run[] = [];
      for (let i = 0; i <= TIMES; i++) {
        const result = await run(home, farm.dataDir, [...program, ...words]);
        // The first one warms the caches of the system.
        if (i > 0) runs.push(result);
        await Deno.remove(root, { recursive: true });
      }
      return runs;
    };
    const ours = await measure([Deno.execPath(), "run", "-A", CLI]);
    const venv = Deno.env.get("DEADLINE_INTEROP_VENV");
    const peer = venv && await measure([join(venv, "bin", "deadline")]);
    if (!peer) {
      console.error("DEADLINE_INTEROP_VENV is not set: no Python client to measure beside");
    }
    const line = (name: string, unit: string, figure: keyof Run, atMost?: number) => ({
      name: `download of ${SMALL_FILES + LARGE_FILES} files and 1.1 GB, ${name}`,
      unit,
      ours: median(ours.map((run) => run[figure])),
      ...peer && {
        peer: median(peer.map((run) => run[figure])),
        peerName: "Python client",
        atMost,
      },
    });
    return [line("wall time", "ms", "ms", 0.6), line("peak memory", "MiB", "peakMiB")];
  } finally {
    await farm.stop();
    await Deno.remove(home, { recursive: true });
  }
}

interface FarmFacts {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  farmId: string;
  queueId: string;
}

/** The farm as a process of its own, as it is run beside clients. */
async function startFarm(home: string) {
  const dataDir = join(home, "farm");
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", FARM, "--data", dataDir, "--workers", "0", "--bucket", "attachments"]
      .concat("--with-parent"),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.getReader();
  await output.read();
  await output.cancel();
  const facts: FarmFacts = JSON.parse(await Deno.readTextFile(join(dataDir, "farm.json")));
  const stop = async () => {
    await process.stdin.close();
    await process.status;
  };
  return { dataDir, facts, stop };
}

/** A job whose outputs are in the store. */
async function prepareJob(facts: FarmFacts, root: string): Promise<string> {
  const { endpoint, region, farmId, queueId, ...credentials } = facts;
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

/** Runs a client below Python, which knows what its child needed. */
async function run(home: string, dataDir: string, command: string[]): Promise<Run> {
  const script = "import json, resource, subprocess, sys, time\n" +
    "start = time.monotonic()\n" +
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n" +
    "ms = (time.monotonic() - start) * 1000\n" +
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n" +
    "print(json.dumps({'ms': ms, 'peakMiB': peak}))";
  const shell = `. '${dataDir}/env.sh'\nexec python3 -c "$@"`;
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", shell, "sh", script, ...command],
    clearEnv: true,
    env: {
      HOME: home,
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno"),
      DEADLINE_CONFIG_FILE_PATH: join(home, "config"),
    },
  }).output();
  if (!success) throw new Error(`"${command[0]}" failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
