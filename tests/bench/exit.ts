import { fromFileUrl } from "@std/path";
import { type Measurement, median } from "./measurement.ts";

const CALLS = 100;
const ROUNDS = 7;

/** How long a process takes to end with calls in flight, beside the same process with none. */
export default async function exit(): Promise<Measurement[]> {
  const busy: number[] = [];
  const idle: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    busy.push(await exitTime(CALLS));
    idle.push(await exitTime(0));
  }
  return [
    {
      name: `exit with ${CALLS} calls in flight, worst of ${ROUNDS}`,
      unit: "ms",
      ours: Math.max(...busy),
      atMost: 100,
    },
    {
      name: `exit with ${CALLS} calls in flight`,
      unit: "ms",
      ours: median(busy),
      peer: median(idle),
      peerName: "no call",
    },
  ];
}

/** Milliseconds from the signal to the end of the process, once all its calls have arrived. */
async function exitTime(calls: number): Promise<number> {
  const arrived = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Response>();
  let count = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    if (++count === calls) arrived.resolve();
    return over.promise;
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fromFileUrl(new URL("_exit_child.ts", import.meta.url))]
      .concat(`http://127.0.0.1:${server.addr.port}`, String(calls)),
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  if (calls > 0) await arrived.promise;
  const start = performance.now();
  child.kill("SIGTERM");
  const { success } = await child.status;
  const time = performance.now() - start;
  if (!success) throw new Error("the process did not end in order");
  await output.cancel();
  over.resolve(new Response(null, { status: 503 }));
  await server.shutdown();
  return time;
}
