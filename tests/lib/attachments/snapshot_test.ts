import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  decodeManifest,
  diffFolder,
  findFiles,
  snapshotFolder,
  writeManifest,
} from "@deadline/client/attachments";

/** A folder with some files in it, each with its own name as its bytes. */
async function folderOf(...names: string[]): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  for (const name of names) {
    await Deno.mkdir(join(path, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(path, name), name);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("patterns find what they find in the Python client", async () => {
  await using folder = await folderOf(
    ..."a.txt b.png .hidden sub/c.txt sub/deep/d.txt sub/.dot/e.txt [x].txt tex1 texA".split(" "),
  );
  const find = async (include?: string[], exclude?: string[]) =>
    (await findFiles(folder.path, { include, exclude }))
      .map((path) => path.slice(folder.path.length + 1)).sort();
  assertEquals(
    await find(),
    ["[x].txt", "a.txt", "b.png", "sub/c.txt", "sub/deep/d.txt", "tex1", "texA"],
  );
  assertEquals(await find(["*.txt"]), ["[x].txt", "a.txt"]);
  assertEquals(await find(["**/*.txt"], ["sub/deep/**"]), ["[x].txt", "a.txt", "sub/c.txt"]);
  assertEquals(await find([".*", "sub/.dot/*"]), [".hidden", "sub/.dot/e.txt"]);
  assertEquals(await find(["tex[0-9]"]), ["tex1"]);
  assertEquals(await find(["tex[!0-9]"]), ["texA"]);
  assertEquals(await find(["[[]x].txt", "a.txt/", "sub"]), ["[x].txt"]);
  await assertRejects(() => find(["../*"]), Error, "leads out of");
});

Deno.test("a snapshot follows links, but not in circles", async () => {
  await using folder = await folderOf("real/file");
  await Deno.symlink("real", join(folder.path, "link"));
  await Deno.symlink("..", join(folder.path, "real", "up"));
  const manifest = await snapshotFolder({ root: folder.path });
  assertEquals(manifest!.paths.map(({ path }) => path), ["link/file", "real/file"]);
});

Deno.test("a snapshot since a manifest has only what is new or changed", async () => {
  await using folder = await folderOf("same", "touched", "changed", "gone");
  const root = folder.path;
  const since = (await snapshotFolder({ root }))!;
  assertEquals(await snapshotFolder({ root, since }), undefined);
  await Deno.writeTextFile(join(root, "changed"), "otherwise");
  await Deno.utime(join(root, "touched"), 1, 1);
  await Deno.writeTextFile(join(root, "fresh"), "");
  await Deno.remove(join(root, "gone"));

  const fast = { added: ["fresh"], modified: ["changed", "touched"], deleted: ["gone"] };
  assertEquals(await diffFolder({ root, manifest: since }), fast);
  const thorough = { ...fast, modified: ["changed"] };
  assertEquals(await diffFolder({ root, manifest: since, rehash: true }), thorough);
  const pathsSince = async (rehash: boolean) =>
    (await snapshotFolder({ root, since, rehash }))!.paths.map(({ path }) => path);
  assertEquals(await pathsSince(false), ["changed", "fresh", "touched"]);
  assertEquals(await pathsSince(true), ["changed", "fresh"]);
});

Deno.test("a manifest is written whole, under the name that the Python client gives", async () => {
  await using folder = await folderOf("file");
  const manifest = (await snapshotFolder({ root: folder.path }))!;
  const now = new Date(2026, 0, 2, 3, 4, 5);
  const input = { manifest, root: "/proj/scene", destination: folder.path, now };
  const path = await writeManifest(input);
  const name = "proj_scene-34266b599a5bcdd7a8a4cf62a72d8a38-2026-01-02T03-04-05.manifest";
  assertEquals(path, join(folder.path, name));
  assertEquals(decodeManifest(await Deno.readTextFile(path)), manifest);
  const stop = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => writeManifest({ ...input, name: "other" }, { signal: stop }),
    Error,
    "enough",
  );
  const left = [...Deno.readDirSync(folder.path)].map((entry) => entry.name).sort();
  assertEquals(left, ["file", name]);
});
