import { gzipSync } from "node:zlib";
import { fromFileUrl, join } from "@std/path";
import { type FaultProxy, startFaultProxy } from "@/farm/faults/mod.ts";
import { benchFarm } from "./_farm.ts";
import { type Measurement, median } from "./measurement.ts";

const START = fromFileUrl(new URL("../../server/start.ts", import.meta.url));
const CALLS = 100;
const PAGES = ["jobs", "submit", "workers", "settings", "diagnostics"];

/** A started console, signed in. */
interface Started extends AsyncDisposable {
  readonly origin: string;
  readonly process: Deno.ChildProcess;
  ask(path: string, headers?: Record<string, string>): Promise<Response>;
}

/** The console: what its pages weigh, how quickly it starts, and how quickly it ends. */
export default async function console_(): Promise<Measurement[]> {
  await using world = await benchFarm();
  await using proxy = await startFaultProxy({ target: world.farm.endpoint });
  const measurements: Measurement[] = [];
  const starts: number[] = [];
  const exits: number[] = [];
  for (let i = 0; i < 4; i++) {
    const begun = performance.now();
    await using console = await start(proxy, world.farm);
    // The first start may build the pages.
    if (i > 0) starts.push(performance.now() - begun);
    if (i === 0) measurements.push(...await weigh(console));
    exits.push(await exitTime(console, proxy, world.farm));
  }
  return [
    ...measurements,
    { name: "the console, command to URL", unit: "ms", ours: median(starts) },
    {
      name: `the console ends on Ctrl-C with ${CALLS} calls in flight, slowest of ${exits.length}`,
      unit: "ms",
      ours: Math.max(...exits),
      atMost: 100,
    },
  ];
}

async function start(
  proxy: FaultProxy,
  { region, credentials }: {
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  },
): Promise<Started> {
  const dataDir = await Deno.makeTempDir({ prefix: "bench-console-" });
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", START, "--data", dataDir],
    env: {
      AWS_ENDPOINT_URL_DEADLINE: proxy.endpoint,
      AWS_ENDPOINT_URL_STS: proxy.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      DEADLINE_CONFIG_FILE_PATH: join(dataDir, "config"),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const url = new URL(await firstLine(process.stdout));
  const redirect = await fetch(url, { redirect: "manual" });
  await redirect.body?.cancel();
  const cookie = redirect.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  return {
    origin: url.origin,
    process,
    ask: (path, headers) =>
      fetch(new URL(path, url.origin), {
        headers: { cookie, "Sec-Fetch-Site": "same-origin", ...headers },
      }),
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended, as it should.
      }
      await process.status;
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

async function firstLine(stream: Deno.ChildProcess["stdout"]): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const line = text.split("\n").find((one) => one.startsWith("http"));
    if (line && text.includes("\n")) return line;
  }
  throw new Error(`The console ended before it was ready: ${text}`);
}

/** KiB of script, gzip, that a page loads before a person does anything. */
async function weigh(console: Started): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const page of PAGES) {
    const html = await (await console.ask(`/${page}`)).text();
    const wanted = [...html.matchAll(/["']([^"']+\.js[^"']*)["']/g)].map(([, path]) => path);
    const seen = new Map<string, number>();
    while (wanted.length > 0) {
      const path = new URL(wanted.pop()!, `${console.origin}/`).pathname;
      if (seen.has(path)) continue;
      const text = await (await console.ask(path)).text();
      seen.set(path, gzipSync(text, { level: 9 }).length);
      const imports = text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g);
      for (const [, specifier] of imports) {
        wanted.push(new URL(specifier, `${console.origin}${path}`).pathname);
      }
    }
    const total = [...seen.values()].reduce((sum, size) => sum + size, 0);
    if (seen.size < 2) throw new Error(`The page /${page} loads no script`);
    measurements.push({
      name: `script of the ${page} page, gzip`,
      unit: "KiB",
      ours: total / 1024,
      ...(page === "jobs" ? { atMost: 60 } : {}),
    });
  }
  return measurements;
}

/** Milliseconds from the signal to the end of the process, while the farm answers nothing. */
async function exitTime(
  { process, ask }: Started,
  proxy: FaultProxy,
  { farmId, queueId }: { farmId: string; queueId: string },
): Promise<number> {
  proxy.change({ rules: [{ operation: "SearchJobs", stall: "before" }] });
  proxy.forget();
  for (let i = 0; i < CALLS; i++) {
    ask(`/api/farms/${farmId}/queues/${queueId}/jobs?text=shot${i}`, {
      "X-Request-Id": `bench.jobs${i}.1`,
    }).then((response) => response.body?.cancel(), () => {});
  }
  // The SDK holds at most 50 sockets; the other calls wait for one inside the console.
  await proxy.sighting(() =>
    proxy.seen.filter((one) => one.operation === "SearchJobs").length >= 50
  );
  const begun = performance.now();
  process.kill("SIGINT");
  await process.status;
  const took = performance.now() - begun;
  proxy.change({ rules: [] });
  return took;
}
