import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { FileListing } from "@/server/contract.ts";
import { serve, testConsole } from "./_console.ts";

const query = (path: string) => `/api/files?${new URLSearchParams({ path })}`;

Deno.test("files are listed below allowed folders, folders first, and new folders are made there", async () => {
  const base = await Deno.realPath(await Deno.makeTempDir({ prefix: "files-" }));
  try {
    const root = join(base, "work");
    for (const name of ["work/shots", "work/.hidden", "work/.ssh", "private"]) {
      await Deno.mkdir(join(base, name), { recursive: true });
    }
    await Deno.writeTextFile(join(root, "a.txt"), "twelve bytes");
    await Deno.symlink(join(base, "private"), join(root, "out"));
    await using test = await testConsole({ roots: [root] });
    await using served = await serve(test.console);
    const list = async (path: string): Promise<FileListing> =>
      (await (await served.ask(query(path))).json()).data;
    assertEquals((await list("")).entries.map(({ path, kind }) => [path, kind]), [[
      root,
      "folder",
    ]]);
    const { entries, parent } = await list(root);
    assertEquals(parent, undefined);
    assertEquals(entries.map(({ name, kind, size }) => [name, kind, size]), [
      ["out", "folder", undefined],
      ["shots", "folder", undefined],
      ["a.txt", "file", 12],
    ]);
    assertEquals((await list(join(root, "shots"))).parent, root);
    const make = async (path: string) => {
      const response = await served.ask("/api/files/folder", {
        method: "POST",
        body: JSON.stringify({ path }),
      });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await make(join(root, "shots", "new")), 200);
    assertEquals(await make(join(root, "shots", "new")), 409);
    assertEquals((await Deno.stat(join(root, "shots", "new"))).isDirectory, true);
    const elsewhere = [
      join(base, "private", "new"),
      join(root, "out", "new"),
      join(root, ".ssh", "new"),
      `${root}/../private/new`,
    ];
    for (const path of elsewhere) {
      assertEquals(await make(path), 403, path);
      const response = await served.ask(query(path));
      await response.body?.cancel();
      assertEquals(response.status, 403, path);
    }
  } finally {
    await Deno.remove(base, { recursive: true });
  }
});
