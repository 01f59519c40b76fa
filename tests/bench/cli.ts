import { fromFileUrl, join } from "@std/path";
import { benchFarm } from "./_farm.ts";
import { type Measurement, median, timings } from "./measurement.ts";

const CLI = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** `farm list`, ours beside the Python client's, both as a person types it. */
export default async function cli(): Promise<Measurement[]> {
  await using world = await benchFarm();
  const home = await Deno.makeTempDir({ prefix: "bench-home-" });
  try {
    const env = environment(world.farm, home);
    const ours = median(
      await timings(7, () => run(Deno.execPath(), ["run", "-A", CLI, "farm", "list"], env)),
    );
    const measurement: Measurement = { name: "farm list on the command line", unit: "ms", ours };
    const venv = Deno.env.get("DEADLINE_INTEROP_VENV");
    if (!venv) {
      console.error("DEADLINE_INTEROP_VENV is not set: no Python client to measure beside");
      return [measurement];
    }
    const python = join(venv, "bin", "deadline");
    const peer = median(await timings(5, () => run(python, ["farm", "list"], env)));
    return [{ ...measurement, peer, peerName: "Python client", atMost: 0.35 }];
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function environment(
  { endpoint, region, credentials }: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  },
  home: string,
): Record<string, string> {
  return {
    HOME: home,
    PATH: Deno.env.get("PATH") ?? "",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno"),
    AWS_ENDPOINT_URL_DEADLINE: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    DEADLINE_CONFIG_FILE_PATH: join(home, "config"),
    DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
  };
}

async function run(program: string, args: string[], env: Record<string, string>): Promise<void> {
  const command = new Deno.Command(program, { args, env, clearEnv: true });
  const { success, stdout, stderr } = await command.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success || !said.includes("farm-")) throw new Error(`"${program}" failed: ${said}`);
}
