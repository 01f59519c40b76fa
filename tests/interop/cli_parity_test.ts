import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Farm, startFarm } from "@deadline/farm";
import { Clients } from "./_clients.ts";
import { type Output, VENV } from "./_local_farm.ts";
import { askPython } from "./_python.ts";

/** What a program wrote, and how it ended. */
interface Run {
  code: number;
  out: string;
}

/** A farm, and both command lines pointed at it with one configuration. */
class Desk implements AsyncDisposable {
  readonly #farm: Farm;
  readonly #clients: Clients;
  readonly folder: string;

  private constructor(farm: Farm, folder: string) {
    this.#farm = farm;
    this.#clients = new Clients({ farm, folder });
    this.folder = folder;
  }

  static async open(): Promise<Desk> {
    const folder = await Deno.makeTempDir();
    return new Desk(await startFarm({ dataDir: join(folder, "farm"), workers: 1 }), folder);
  }

  get ids(): { farmId: string; queueId: string; fleetId: string } {
    return this.#farm;
  }

  async ours(...words: string[]): Promise<Run> {
    return runOf(await this.#clients.ours(...words));
  }

  async theirs(...words: string[]): Promise<Run> {
    return runOf(await this.#clients.theirs(...words));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#farm.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function runOf({ code, stdout: out, stderr }: Output): Run {
  if (code !== 0 && out === "") throw new Error(stderr);
  return { code, out };
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
      const same = await askPython(SAME_YAML, [ours.out, theirs.out]);
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
