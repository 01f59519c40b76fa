import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { type Farm, startFarm } from "@deadline/farm";

const VENV = Deno.env.get("DEADLINE_INTEROP_VENV");
const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** What a program wrote, and how it ended. */
interface Run {
  code: number;
  out: string;
}

/** A farm, and both command lines pointed at it with one configuration. */
class Desk implements AsyncDisposable {
  readonly #farm: Farm;
  readonly folder: string;

  private constructor(farm: Farm, folder: string) {
    this.#farm = farm;
    this.folder = folder;
  }

  static async open(): Promise<Desk> {
    const folder = await Deno.makeTempDir();
    return new Desk(await startFarm({ dataDir: join(folder, "farm"), workers: 1 }), folder);
  }

  get ids(): { farmId: string; queueId: string; fleetId: string } {
    return this.#farm;
  }

  ours(...words: string[]): Promise<Run> {
    return this.#run(Deno.execPath(), ["run", "-A", "--no-check", MAIN, ...words]);
  }

  theirs(...words: string[]): Promise<Run> {
    return this.#run(join(VENV!, "bin", "deadline"), words);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#farm.close();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #run(program: string, args: string[]): Promise<Run> {
    const { endpoint, region, credentials } = this.#farm;
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args,
      stdin: "null",
      cwd: this.folder,
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: this.folder,
        DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache/deno"),
        AWS_ENDPOINT_URL_DEADLINE: endpoint,
        AWS_ENDPOINT_URL_STS: endpoint,
        AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
        AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        DEADLINE_CONFIG_FILE_PATH: join(this.folder, "config"),
        DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
      },
    }).output();
    const out = new TextDecoder().decode(stdout);
    if (code !== 0 && out === "") throw new Error(new TextDecoder().decode(stderr));
    return { code, out };
  }
}

/** Runs Python on some data and gives what it made of it. */
async function python(script: string, data: unknown): Promise<unknown> {
  const process = new Deno.Command(join(VENV!, "bin", "python"), {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(data)));
  await writer.close();
  const { success, stdout } = await process.output();
  assertEquals(success, true);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Asks Python whether two YAML documents say the same. */
const SAME_YAML = `
import json, sys, yaml
ours, theirs = json.load(sys.stdin)
print(json.dumps(yaml.safe_load(ours) == yaml.safe_load(theirs)))
`;

const TEMPLATE = {
  specificationVersion: "jobtemplate-2023-09",
  name: "Parity: first",
  description: "two\nlines",
  steps: [{ name: "S", script: { actions: { onRun: { command: "echo", args: ["hello"] } } } }],
};

Deno.test({
  name: "both command lines print the same about the same farm, and one configuration serves both",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await Desk.open();
    const { farmId, queueId, fleetId } = desk.ids;
    await desk.ours("config", "set", "defaults.farm_id", farmId);
    await desk.theirs("config", "set", "defaults.queue_id", queueId);
    assertEquals(await desk.theirs("config", "get", "defaults.farm_id"), {
      code: 0,
      out: `${farmId}\n`,
    });
    assertEquals((await desk.ours("config", "get", "defaults.queue_id")).out, `${queueId}\n`);

    await Deno.mkdir(join(desk.folder, "bundle"));
    await Deno.writeTextFile(join(desk.folder, "bundle/template.json"), JSON.stringify(TEMPLATE));
    assertEquals((await desk.ours("bundle", "submit", "bundle")).code, 0);
    const waited = [await desk.ours("job", "wait"), await desk.theirs("job", "wait")]
      .map(({ code, out }) => ({ code, ...JSON.parse(out), elapsedTime: 0 }));
    assertEquals(waited[0], waited[1]);
    assertEquals([waited[0].code, waited[0].status], [0, "SUCCEEDED"]);

    const commands = [
      "farm list",
      "farm get",
      "queue list",
      "queue get",
      "fleet list",
      `fleet get --fleet-id ${fleetId}`,
      "job get",
      "job get Parity",
    ];
    for (const command of commands) {
      const words = command.split(" ");
      const [ours, theirs] = [await desk.ours(...words), await desk.theirs(...words)];
      assertEquals(ours.code, theirs.code);
      const same = await python(SAME_YAML, [ours.out, theirs.out]);
      assertEquals(same, true, `${command}:\n${ours.out}\n--- Python:\n${theirs.out}`);
    }
    // Ours names the source of credentials more finely.
    const [status, theirStatus] = [
      await desk.ours("auth", "status"),
      await desk.theirs("auth", "status"),
    ].map(({ code, out }) => ({ code, ...JSON.parse(out), source: "" }));
    assertEquals(status, theirStatus);
    assertEquals([status.status, status.api_availability], ["AUTHENTICATED", true]);
    const [shown, theirShown] = [
      await desk.ours("config", "show"),
      await desk.theirs("config", "show"),
    ].map(({ out }) => JSON.parse(out));
    assertEquals(shown, theirShown);
    for (const words of [["job", "list"], ["worker", "list", "--fleet-id", fleetId]]) {
      assertEquals(await desk.ours(...words), await desk.theirs(...words));
    }
    const logs = [await desk.ours("job", "logs"), await desk.theirs("job", "logs")]
      .map(({ out }) => JSON.parse(out).events.map((event: { message: string }) => event.message));
    assertEquals(logs[0], logs[1]);
    assertStringIncludes(logs[0].join("\n"), "hello");
  },
});
