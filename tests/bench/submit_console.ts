import { fromFileUrl, join } from "@std/path";
import type { Launch } from "@/server/launch.ts";
import { createToken } from "@/server/security/sign_in.ts";
import { ensureBuild } from "@/server/start/build.ts";
import { projectDirectory } from "@/server/project.ts";
import { localFarm } from "../interop/_local_farm.ts";
import type { LoopDelays } from "./_loop_delay.ts";
import { fillTree } from "./_tree.ts";
import { type Measurement, percentile } from "./measurement.ts";

const SERVE = fromFileUrl(new URL("./_serve_watched.ts", import.meta.url));
/** Milliseconds that the idle console is watched. */
const IDLE = 2_000;

const TEMPLATE = {
  specificationVersion: "jobtemplate-2023-09",
  name: "Bench",
  parameterDefinitions: [{ name: "Root", type: "PATH", dataFlow: "IN", default: "root" }],
  steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
};

/**
 * How late the event loop of the serving console is while it hashes and sends 5,000 small and four large
 * files, fetches them again, and streams them as a zip file.
 */
export default async function submitConsole(): Promise<Measurement[]> {
  await ensureBuild(() => {});
  await using farm = await localFarm(0, "bench");
  const bundle = join(farm.home, "bundle");
  await Deno.mkdir(bundle);
  await fillTree(join(bundle, "root"));
  await Deno.writeTextFile(join(bundle, "template.json"), JSON.stringify(TEMPLATE));
  const facts = JSON.parse(await Deno.readTextFile(join(farm.dataDir, "farm.json")));
  const { endpoint, region, accessKeyId, secretAccessKey, farmId, queueId } = facts;
  const dataDir = join(farm.home, "console");
  await Deno.mkdir(dataDir);
  const bearer = createToken();
  const launch: Launch = {
    token: createToken(),
    bearer,
    port: 0,
    dataDir,
    mode: "local",
    name: "Bench",
    profile: "(default)",
    region,
    endpoint,
    keys: { accessKeyId, secretAccessKey },
    configFile: join(dataDir, "config"),
    suggest: { farmId, queueId },
    roots: [farm.home],
  };
  const file = join(farm.home, "loop.json");
  const serving = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", SERVE],
    cwd: projectDirectory(),
    env: { DEADLINE_BENCH_LOOP: file },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = serving.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(`${JSON.stringify(launch)}\n`));
    const lines = serving.stdout.getReader();
    const { port } = JSON.parse(new TextDecoder().decode((await lines.read()).value));
    const ask = (path: string, body?: unknown) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
    const operate = async (path: string, body: unknown) => {
      const { data: { id } } = await (await ask(path, body)).json();
      while (true) {
        const { data } = await (await ask(`/api/operations/${id}`)).json();
        if (data.status === "succeeded") return data.result;
        if (data.status !== "running" || data.question) {
          throw new Error(`${data.name}: ${data.problem?.title ?? data.question?.title}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const watched = async <T>(name: string, work: () => Promise<T>, atMost?: number) => {
      await delaysSince(serving, file);
      const result = await work();
      const { wall, own } = await delaysSince(serving, file);
      const line = (what: string, ours: number, atMost?: number): Measurement => ({
        name: `event loop of the console, ${name}, ${what}`,
        unit: "ms",
        ours,
        ...(atMost === undefined ? {} : { atMost }),
      });
      measurements.push(
        line("p99", percentile(own, 99), atMost),
        line("latest", Math.max(...own)),
        line("p99 with the waits for a processor", percentile(wall, 99)),
      );
      return result;
    };
    const measurements: Measurement[] = [];
    const place = { farmId, queueId };
    await watched("idle", () => new Promise((resolve) => setTimeout(resolve, IDLE)));
    const { jobId } = await watched(
      "submit of 5,004 files and 1.1 GB",
      () => operate("/api/operations/submit", { ...place, bundle, parameters: {} }),
      20,
    );
    const download = { ...place, jobId, kind: "inputs", name: "Bench", folder: farm.home };
    await watched(
      "download of the same",
      () => operate("/api/operations/download", { ...download, folder: join(farm.home, "to") }),
      20,
    );
    const job = `/api/farms/${farmId}/queues/${queueId}/jobs/${jobId}`;
    await watched("the same as a zip file", async () => {
      const response = await ask(`${job}/zip?kind=inputs`);
      let bytes = 0;
      for await (const piece of response.body!) bytes += piece.length;
      if (bytes < 2 ** 30) throw new Error(`The zip file has only ${bytes} bytes`);
    }, 20);
    return measurements;
  } finally {
    await writer.close();
    await serving.status;
  }
}

/** What was seen since the last time. */
async function delaysSince(
  serving: Deno.ChildProcess,
  file: string,
): Promise<LoopDelays> {
  serving.kill("SIGUSR2");
  while (true) {
    try {
      const delays = JSON.parse(await Deno.readTextFile(file));
      await Deno.remove(file);
      return delays;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
