/**
 * The serving process. The start command gives it what to serve in one line on its standard input,
 * and it ends when that input does.
 *
 * @module
 */
import { Console } from "./console.ts";
import { setConsole } from "./current_console.ts";
import type { Launch } from "./launch.ts";
import { probeAbort } from "./probe_abort.ts";

/** Milliseconds in which calls in flight are told that they end; their sockets close in any case. */
const GRACE = 10;

const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();

if (import.meta.main) {
  await serve().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  });
}

/** Serves what it is told on its standard input, until that ends. */
export async function serve(): Promise<void> {
  const [launch] = await Promise.all([readLaunch(), probeAbort(), preload()]);
  const served = new Console(launch);
  const stop = async () => {
    await Promise.race([served.close(), new Promise((resolve) => setTimeout(resolve, GRACE))]);
    Deno.exit(0);
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  setConsole(served);
  const app = await import("../_fresh/server.js") as { default: { fetch: Deno.ServeHandler } };
  try {
    Deno.serve({
      hostname: "127.0.0.1",
      port: launch.port,
      onListen({ port }) {
        served.port = port;
        console.log(JSON.stringify({ port }));
      },
    }, app.default.fetch);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(`Port ${launch.port} is in use: choose another with --port`, { cause });
  }
  await inputEnds();
  await stop();
}

async function readLaunch(): Promise<Launch> {
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await input.read();
    if (done) throw new Error("Cannot serve: run `deno task start`, which tells what to serve");
    text += value;
  }
  return JSON.parse(text);
}

async function inputEnds(): Promise<void> {
  while (!(await input.read()).done);
}

/** Loads what takes longest while the farm is still starting. */
async function preload(): Promise<void> {
  await Promise.all([import("@aws-sdk/client-deadline"), import("fresh")]);
}
