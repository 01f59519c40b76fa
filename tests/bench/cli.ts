import { clientEnvironment } from "../farm/_environment.ts";
import { OURS, pythonClient } from "./_clients.ts";
import { benchFarm } from "./_farm.ts";
import { type Measurement, median, timings } from "./measurement.ts";

/** `farm list`, ours beside the Python client's, both as a person types it. */
export default async function cli(): Promise<Measurement[]> {
  await using world = await benchFarm();
  const home = await Deno.makeTempDir({ prefix: "bench-home-" });
  try {
    const env = clientEnvironment(world.farm, home);
    const ours = median(await timings(7, () => run([...OURS, "farm", "list"], env)));
    const measurement: Measurement = { name: "farm list on the command line", unit: "ms", ours };
    const client = pythonClient();
    if (!client) return [measurement];
    const peer = median(await timings(5, () => run([...client, "farm", "list"], env)));
    return [{ ...measurement, peer, peerName: "Python client", atMost: 0.35 }];
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function run([program, ...args]: string[], env: Record<string, string>): Promise<void> {
  const command = new Deno.Command(program, { args, env, clearEnv: true });
  const { success, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success || !said.includes("farm-")) throw new Error(`"${program}" failed: ${said}`);
}
