import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { expandFolders } from "../../../lib/attachments/files/expand_folders.ts";
import { UnusableFilesError } from "@deadline/client/attachments";

/** Names of which some sort differently as folders, whose `/` comes into it. */
const NAMES = ["a", "a.b", "a b", "b", "é", "\u{1f600}", "\uff5e"];
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 });

/** Makes files where their paths allow, and gives the paths of those that there are. */
async function makeTree(root: string, given: string[][]): Promise<Set<string>> {
  const files = new Set<string>();
  for (const parts of given) {
    const file = join(root, ...parts);
    try {
      await Deno.mkdir(join(file, ".."), { recursive: true });
      await Deno.writeTextFile(file, "", { createNew: true });
      files.add(file);
    } catch {
      // A file is in the place of a folder, or the other way round.
    }
  }
  return files;
}

function all(folders: string[], options = {}) {
  const walk = expandFolders(folders, options);
  const files: string[] = [];
  for (;;) {
    const { done, value } = walk.next();
    if (done) return { files, ...value };
    if (value !== undefined) files.push(value);
  }
}

Deno.test("the files of folders come in the order of their paths, each once, however folders lie in each other", async () => {
  const tops = fc.array(fc.array(fc.constantFrom(...NAMES), { maxLength: 2 }), { maxLength: 5 });
  const trees = fc.array(path, { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(trees, tops, async (tree, tops) => {
      const root = await Deno.makeTempDir();
      try {
        const files = await makeTree(root, tree);
        const folders = tops.map((parts) => join(root, ...parts));
        const isFolder = (path: string) =>
          path === root || [...files].some((file) => file.startsWith(`${path}/`));
        const below = (folder: string) =>
          [...files].filter((file) => file.startsWith(`${folder}/`));
        const there = [...new Set(folders)].filter(isFolder);
        const expected = [...new Set(there.flatMap(below))].sort();
        const found = all(folders);
        assertEquals(found.files, expected);
        assertEquals(found.missing, [...new Set(folders)].filter((top) => !isFolder(top)));
        assertEquals(found.empty, there.filter((top) => below(top).length === 0));
      } finally {
        await Deno.remove(root, { recursive: true });
      }
    }),
    {
      numRuns: 60,
      examples: [[[["a", "b", "b"], ["a.b", "b"], ["a", "a"]], [["a"], ["a.b"], ["a", "b"]]]],
    },
  );
});

Deno.test("links to folders are not entered, and a folder that is missed is named when it is required", async () => {
  const root = await Deno.makeTempDir();
  try {
    await makeTree(root, [["a", "x"], ["other", "y"]]);
    await Deno.symlink(join(root, "other"), join(root, "a", "link"));
    await Deno.symlink(join(root, "other", "y"), join(root, "a", "z"));
    const link = join(root, "a", "link");
    assertEquals(all([join(root, "a")]).files, [join(root, "a", "x"), join(root, "a", "z")]);
    // Named by itself it is entered, though it lies in a folder whose walk passes it by.
    assertEquals(all([join(root, "a"), link]).files, [
      join(link, "y"),
      join(root, "a", "x"),
      join(root, "a", "z"),
    ]);
    const gone = join(root, "gone");
    const error = assertThrows(() => all([gone], { requireFolders: true }), UnusableFilesError);
    assertEquals(error.problems, [{ path: gone, problem: "missing" }]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
