import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { DestinationError, downloadFiles } from "@deadline/client/attachments";
import { type FileConflict } from "@/lib/attachments/download/download_files.ts";
import { EXACT_TIMES, listFolder, openToRead } from "@/lib/attachments/files/host_files.ts";
import { filesBelow, openDesk, putFiles } from "./_desk.ts";

/** Names as Python has them: U+DCFF stands for the byte 0xFF. */
const FILES = {
  "plain.txt": "plain",
  "bad\udcff.txt": "one",
  "worse\udcfe.txt": "another",
  "half\udcc3": "half",
  "dir\udcfe/below/é.txt": "below",
  "dir\udcfe/below/x\udc80": "byte",
};

/** Such names need the C library of Linux. */
const BYTES = { ignore: !EXACT_TIMES } as const;

/** All files below a folder with their texts, whatever bytes their names have. */
async function treeOf(folder: string, way = ""): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const { name } of listFolder(folder)) {
    const path = `${folder}/${name}`;
    try {
      using file = openToRead(path);
      tree[way + name] = await new Response(file.readable).text();
    } catch {
      Object.assign(tree, await treeOf(path, `${way}${name}/`));
    }
  }
  return tree;
}

/** Removes what the platform's own way does not find. */
async function removeTree(folder: string): Promise<void> {
  await new Deno.Command("rm", { args: ["-rf", folder] }).output();
}

Deno.test(
  "files whose names are no UTF-8 are downloaded with the bytes that they had",
  BYTES,
  async () => {
    await using desk = await openDesk();
    const { store } = desk;
    const folder = join(desk.folder, "tree");
    const files = filesBelow(folder, await putFiles(store, FILES));
    try {
      const first = await downloadFiles(store, files);
      assertEquals(first.downloadedFiles.length, files.length);
      assertEquals(await treeOf(folder), FILES);
      const again = await downloadFiles(store, files, { conflict: "CREATE_COPY" });
      assertEquals([again.skippedFiles, again.downloadedFiles], [files.length, []]);
    } finally {
      await removeTree(folder);
    }
  },
);

Deno.test(
  "other files with such names are skipped, replaced or kept beside, as asked",
  BYTES,
  async () => {
    const changed = { "bad\udcff.txt": "newer", "dir\udcfe/below/x\udc80": "newer too" };
    const kept = { ...FILES };
    const beside = {
      ...FILES,
      "bad\udcff (1).txt": "newer",
      "dir\udcfe/below/x\udc80 (1)": "newer too",
    };
    const expected: [FileConflict, Record<string, string>][] = [
      ["SKIP", kept],
      ["OVERWRITE", { ...FILES, ...changed }],
      ["CREATE_COPY", beside],
    ];
    for (const [conflict, tree] of expected) {
      await using desk = await openDesk();
      const { store } = desk;
      const folder = join(desk.folder, "tree");
      try {
        await downloadFiles(store, filesBelow(folder, await putFiles(store, FILES)));
        const newer = filesBelow(folder, await putFiles(store, changed));
        await downloadFiles(store, newer, { conflict });
        assertEquals(await treeOf(folder), tree, conflict);
      } finally {
        await removeTree(folder);
      }
    }
  },
);

Deno.test(
  "a name that only pretends to be bytes is refused before anything is written",
  BYTES,
  async () => {
    await using desk = await openDesk();
    const { store } = desk;
    const folder = join(desk.folder, "tree");
    // Bytes that would make an "é", one that is half a pair, and one that stands for a letter.
    for (const name of ["\udcc3\udca9", "\ud800", "\udc41"]) {
      const files = filesBelow(folder, await putFiles(store, { [name]: "x" }));
      const error = await assertRejects(() => downloadFiles(store, files), DestinationError);
      assertEquals(error.problems.map(({ problem }) => problem), ["name"]);
    }
    assertEquals(listFolder(desk.folder), []);
  },
);
