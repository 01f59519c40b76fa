import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { groupAssets, UnusableFilesError } from "@deadline/client/attachments";

async function tree(): Promise<AsyncDisposable & { at: (path: string) => string }> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const at = (path: string) => join(root, path);
  for (
    const path of ["loc/a/b.txt", "loc/a/c/d.txt", "shared/s.txt", "work/x.txt", "work/xy.txt"]
  ) {
    await Deno.mkdir(at(join(path, "..")), { recursive: true });
    await Deno.writeTextFile(at(path), "");
  }
  return { at, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

Deno.test("a group's root is the folder that its members share, not their place", async () => {
  await using files = await tree();
  const { at } = files;
  const location = { name: "Loc", path: at("loc"), type: "LOCAL" as const };
  const [group] = groupAssets({ inputs: [at("loc/a/b.txt")], locations: [location] });
  assertEquals([group.rootPath, group.fileSystemLocationName], [at("loc/a"), "Loc"]);
  const both = groupAssets({ inputs: [at("work/x.txt"), at("work/xy.txt")] });
  assertEquals(both.map(({ rootPath }) => rootPath), [at("work")]);
  const [deep] = groupAssets({ inputs: [at("loc/a/c/d.txt")], outputs: [at("loc/a/c/../../out")] });
  assertEquals([deep.rootPath, deep.outputs], [at("loc"), [at("loc/out")]]);
  const nested = { outputs: [at("out"), at("out/x")], references: [at("out")] };
  assertEquals(groupAssets(nested).map(({ rootPath }) => rootPath), [at("out")]);
});

Deno.test("what is in a shared place is left out, through links too", async () => {
  await using files = await tree();
  const { at } = files;
  await Deno.symlink(at("shared"), at("work/link"));
  const groups = groupAssets({
    inputs: [at("shared/s.txt"), at("work/link/s.txt"), at("work/x.txt")],
    references: [at("shared/later/frame.exr")],
    locations: [{ name: "Shared", path: at("shared"), type: "SHARED" }],
  });
  assertEquals(groups.map(({ inputs, references }) => ({ inputs, references })), [
    { inputs: [at("work/x.txt")], references: [] },
  ]);
});

Deno.test("inputs that are folders or not there are named all at once", async () => {
  await using files = await tree();
  const { at } = files;
  const inputs = [at("work"), at("gone"), at("work/x.txt")];
  const error = assertThrows(
    () => groupAssets({ inputs, requireInputs: true }),
    UnusableFilesError,
  );
  assertEquals(error.problems, [
    { path: at("work"), problem: "folder" },
    { path: at("gone"), problem: "missing" },
  ]);
  const [group] = groupAssets({ inputs: [at("gone"), at("work/x.txt"), ""] });
  assertEquals(group.references, [at("gone")]);
});
