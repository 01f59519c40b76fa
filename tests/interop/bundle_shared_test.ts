import { assert, assertEquals } from "@std/assert";
import { join, relative } from "@std/path";
import { type Farm, startFarm } from "@deadline/farm";
import { Clients } from "./_clients.ts";
import { VENV } from "./_local_farm.ts";

type Client = "ours" | "theirs";
const CLIENTS: readonly Client[] = ["ours", "theirs"];

/** A farm with a bucket, and both command lines pointed at it with one home folder. */
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
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "interop-shared-" }));
    const farm = await startFarm({ dataDir: join(folder, "farm"), bucket: "attachments" });
    const desk = new Desk(farm, folder);
    await desk.run("theirs", "config", "set", "defaults.farm_id", farm.farmId);
    await desk.run("theirs", "config", "set", "defaults.queue_id", farm.queueId);
    return desk;
  }

  /** Runs one of the command lines, which must succeed, and gives what it printed. */
  async run(client: Client, ...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#clients[client](...words);
    assertEquals(code, 0, `${client} ${words.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** The same, for what is printed as JSON. */
  async json(client: Client, ...words: string[]): Promise<unknown> {
    return JSON.parse(await this.run(client, ...words, "--output", "json"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#farm.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Writes a bundle with what makes names and texts difficult. */
async function writeBundle(folder: string): Promise<string> {
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "Größe, 日本: \n\tlong " + "n".repeat(300),
    description: "Ä line\r\nand another " + "日本".repeat(300),
    parameterDefinitions: Array.from({ length: 40 }, (_, index) => ({
      name: `Parameter${index}`,
      type: ["STRING", "INT", "PATH"][index % 3],
      default: [`text ${index}`, index, "scripts/run.sh"][index % 3],
    })),
    steps: Array.from({ length: 60 }, (_, index) => ({
      name: `Step ${index} é`,
      script: { actions: { onRun: { command: "true" } } },
    })),
  };
  await Deno.mkdir(join(folder, "scripts", "deep"), { recursive: true });
  await Deno.writeTextFile(join(folder, "template.json"), JSON.stringify(template));
  await Deno.writeTextFile(
    join(folder, "parameter_values.yaml"),
    "parameterValues:\n- {name: Parameter0, value: other}\n- {name: Parameter1, value: 7}\n",
  );
  await Deno.writeTextFile(join(folder, "scripts", "run.sh"), "echo\n", { mode: 0o755 });
  await Deno.writeTextFile(join(folder, "scripts", "deep", "日本 é.txt"), "");
  await Deno.writeFile(
    join(folder, "large.bin"),
    new Uint8Array(9 * 1024 * 1024).map((_, index) => (index * 2654435761) >>> 13),
  );
  return folder;
}

/** The files below a folder and what is in them, besides what the cache notes for itself. */
async function tree(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const inner = join(path, name);
      if (isDirectory) await walk(inner);
      else if (name !== ".bundle_cache_meta.json") {
        const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(inner));
        found[relative(folder, inner)] = new Uint8Array(hash).toHex();
      }
    }
  };
  await walk(folder);
  return Object.fromEntries(Object.entries(found).sort());
}

Deno.test({
  name: "a bundle that one client shares, both list, describe, hide and download alike",
  ignore: VENV === undefined,
  async fn() {
    await using desk = await Desk.open();
    const bundle = await writeBundle(join(desk.folder, "bundle"));
    const whole = await tree(bundle);
    for (const client of CLIENTS) {
      await desk.run(client, "bundle", "upload", bundle, "--name", `by ${client}`);
    }
    const [list, other] = await Promise.all(
      CLIENTS.map((client) => desk.json(client, "bundle", "list", "--queue")),
    );
    assertEquals(list, other);
    assertEquals((list as { name: string }[]).map(({ name }) => name), ["by ours", "by theirs"]);

    const describe = async (name: string) => {
      const infos = [];
      for (const client of CLIENTS) {
        infos.push(await desk.json(client, "bundle", "info", name, "--queue"));
      }
      assertEquals(infos[0], infos[1], name);
      const { path: _, sizeBytes: __, ...info } = infos[0] as Record<string, unknown>;
      return info;
    };
    // Nothing is in the cache: what is told comes from the metadata that each client wrote.
    assertEquals(await describe("by ours"), await describe("by theirs"));

    for (const by of CLIENTS) {
      const name = `by ${by}`;
      const caches = [];
      for (const client of by === "ours" ? CLIENTS : CLIENTS.toReversed()) {
        const { path } = await desk.json(client, "bundle", "download", name) as { path: string };
        caches.push(path, (await Deno.stat(path)).birthtime?.getTime());
        assertEquals(await tree(path), whole, `${client} downloads ${name}`);
      }
      // The second took what the first had put into the cache.
      assertEquals(caches.slice(0, 2), caches.slice(2));
      for (const client of CLIENTS) {
        const out = join(desk.folder, `to ${client}`);
        await desk.run(client, "bundle", "download", name, "-o", out);
        assertEquals(await tree(join(out, name)), whole);
      }
    }
    // Now it comes from the template and the values in the cache.
    const info = await describe("by theirs") as { parameters: { _display_value: string }[] };
    assertEquals(info.parameters[0]._display_value, "other");
    assertEquals(info, await describe("by ours") as unknown);

    await desk.run("ours", "bundle", "hide", "by theirs");
    await desk.run("theirs", "bundle", "hide", "by ours");
    for (const client of CLIENTS) {
      assertEquals(await desk.json(client, "bundle", "list", "--queue"), []);
      const all = await desk.json(client, "bundle", "list", "--queue", "--show-hidden");
      assertEquals((all as { hidden?: true }[]).map(({ hidden }) => hidden), [true, true]);
    }
    await desk.run("theirs", "bundle", "unhide", "by theirs");
    await desk.run("ours", "bundle", "unhide", "by ours");
    for (const client of CLIENTS) {
      assertEquals((await desk.json(client, "bundle", "list", "--queue") as []).length, 2);
    }
  },
});

Deno.test({
  name: "the bundles of a folder are listed and described alike by both clients",
  ignore: VENV === undefined,
  async fn() {
    await using desk = await Desk.open();
    const bundles = join(desk.folder, "bundles");
    await writeBundle(join(bundles, "first"));
    await Deno.mkdir(join(bundles, "none"));
    await Deno.writeTextFile(join(bundles, "archive.ojd"), "");
    const both = async (...words: string[]) => {
      const [mine, other] = await Promise.all(CLIENTS.map((client) => desk.json(client, ...words)));
      assertEquals(mine, other, words.join(" "));
      return mine;
    };
    assertEquals((await both("bundle", "list", bundles) as []).length, 2);
    assertEquals((await both("bundle", "list", bundles, "--no-archives") as []).length, 1);
    const info = await both("bundle", "info", join(bundles, "first")) as { steps: string[] };
    assert(info.steps.length === 60);
  },
});
