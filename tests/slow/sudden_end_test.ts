import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { searchJobs } from "@deadline/client";
import { type FaultProxy, startFaultProxy } from "../../farm/faults/mod.ts";
import { clientEnvironment } from "../farm/_environment.ts";
import { type Desk, noise, openDesk, putOutputs, submitJob } from "../lib/attachments/_desk.ts";
import { sceneTemplate, uploadDesk } from "../lib/attachments/_uploads.ts";

const MIB = 2 ** 20;
const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** Starts the command line as a process of its own. */
function start(
  words: readonly string[],
  { on, proxy, folder }: Pick<Desk, "on" | "folder"> & { proxy: FaultProxy },
): Deno.ChildProcess {
  const { farmId, queueId } = on.farm;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...words, "--farm-id", farmId, "--queue-id", queueId],
    clearEnv: true,
    env: clientEnvironment({ ...on.farm, endpoint: proxy.endpoint }, join(folder, "home")),
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Lets it run to its end. */
async function run(...[words, at]: Parameters<typeof start>): Promise<string> {
  const { code, stdout, stderr } = await start(words, at).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, out + err);
  return out;
}

/** Kills it with the request that comes after `count` ones were answered; tells which process it was. */
async function killAfter(
  count: number,
  operation: string,
  ...[words, at]: Parameters<typeof start>
): Promise<number> {
  const { proxy } = at;
  // Held up, so that none of the later ones is done when it is killed.
  proxy.change({ rules: [{ operation, after: count, stall: "before" }] });
  proxy.forget();
  const process = start(words, at);
  const seen = () =>
    proxy.seen.filter((sighting) =>
      sighting.operation === operation && sighting.answeredAt !== undefined
    ).length;
  const isDue = proxy.sighting(({ fault }) => fault !== undefined && seen() === count);
  const outputs = Promise.all([process.stdout.text(), process.stderr.text()]);
  const ended = process.status.then(async () => {
    throw new Error(`It ended by itself: ${(await outputs).join("")}`);
  });
  await Promise.race([isDue, ended]);
  ended.catch(() => {});
  process.kill("SIGKILL");
  assertEquals((await process.status).signal, "SIGKILL");
  await outputs;
  proxy.change({ rules: [] });
  proxy.forget();
  return process.pid;
}

/** All files below a folder with their bytes, whatever they are called. */
async function filesOf(folder: string, way = ""): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isDirectory) files.set(way + name, await Deno.readFile(path));
    else {for (const [below, bytes] of await filesOf(path, `${way}${name}/`)) {
        files.set(below, bytes);
      }}
  }
  return files;
}

Deno.test({
  name:
    "after kill -9 at any time of a download the same command completes it, and leaves no other file",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using desk = await openDesk();
    await using proxy = await startFaultProxy({ target: desk.on.farm.endpoint });
    const at = { ...desk, proxy };
    const root = join(desk.folder, "root");
    const ids = await submitJob(desk, [{ rootPath: root }]);
    const files: Record<string, Uint8Array<ArrayBuffer>> = { large: noise(25 * MIB) };
    for (let i = 0; i < 40; i++) files[`frames/${i % 4}/${i}`] = noise(20_000 + i, i + 2);
    const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/step-1/task-1/2026_sessionaction-1`;
    await putOutputs(desk.store, place, root, files);
    const words = ["job", "download-output", "--job-id", ids.jobId, "--yes"];
    words.push("--conflict-resolution", "OVERWRITE");
    // All calls: the manifest, the parts of the large file, and the small files.
    for (const count of [1, 2, 6, 15, 30, 44]) {
      const pid = await killAfter(count, "GetObject", words, at);
      // What it would have left, had it been killed a moment before it put a small file in place.
      const folder = join(root, "frames", "0");
      await Deno.mkdir(folder, { recursive: true });
      const host = Deno.hostname().replace(/[^A-Za-z0-9.]/g, "").slice(0, 40);
      await Deno.writeTextFile(join(folder, `.deadline-${host}-${pid}-abc.tmp`), "half");
      await run(words, at);
      const found = await filesOf(root);
      assertEquals([...found.keys()].sort(), Object.keys(files).sort(), `after ${count}`);
      for (const [name, bytes] of found) assertEquals(bytes, files[name], `${name} after ${count}`);
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test({
  name:
    "after kill -9 in the upload of a submission the same command sends what is missing, and there is one job",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using desk = await uploadDesk();
    const { folder } = desk;
    const bundle = join(folder, "bundle");
    await Deno.mkdir(join(bundle, "scene"), { recursive: true });
    await Deno.writeTextFile(join(bundle, "template.json"), sceneTemplate("scene"));
    const scene = { one: noise(25 * MIB), two: noise(33 * MIB, 2), small: noise(1000, 3) };
    const files = await desk.put(
      Object.fromEntries(
        Object.entries(scene).map(([name, bytes]) => [join("bundle", "scene", name), bytes]),
      ),
    );
    const words = ["bundle", "submit", bundle, "--yes"];
    const [arrived, parts, large] = [4, 4 + 5, 2];
    await killAfter(arrived, "UploadPart", words, desk);
    await run(words, desk);
    const { UploadPart, CreateJob } = desk.asked();
    // A part that has arrived just before may not have been noted.
    assert(UploadPart >= parts - arrived && UploadPart <= parts - arrived + large, `${UploadPart}`);
    assertEquals(CreateJob, 1);
    const { farmId, queueId } = desk.on.farm;
    const { totalResults } = await searchJobs({ farmId, queueIds: [queueId] }, {
      session: desk.session,
    });
    assertEquals(totalResults, 1);
    for (const [index, bytes] of Object.values(scene).entries()) {
      assertEquals(await desk.bytes(files[index]), bytes);
    }
    assertEquals([await desk.halfSent(), (await desk.keys()).length], [0, 3]);
  },
});
