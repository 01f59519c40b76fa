import { assert, assertEquals } from "@std/assert";
import type { JobFileGroup } from "@/server/contract.ts";
import { type FileNode, pictureSteps, sumOf, treeSteps, visibleSteps } from "@/client/file_tree.ts";
import { allAtOnce, runSlice, type Steps } from "@/client/sliced.ts";
import { fitsPatterns, folderOfPath, joinPath, nameOfPath } from "@/client/file_names.ts";

function group(rootPath: string, ...paths: string[]): JobFileGroup {
  return {
    rootPath,
    format: "posix",
    files: paths.map((path, index) => [path, 10, 1000 + index, `${index}`]),
  };
}

const buildTree = (groups: JobFileGroup[]) => allAtOnce(treeSteps(groups));
const picturesOf = (trees: FileNode[]) => allAtOnce(pictureSteps(trees));
const visibleNodes = (...given: Parameters<typeof visibleSteps>) =>
  allAtOnce(visibleSteps(...given)).nodes;

const lines = (nodes: FileNode[]) =>
  nodes.map(({ name, depth, files, size }) => `${"  ".repeat(depth)}${name} ${files} ${size}`);

Deno.test("files become a tree with folders first, and each folder knows how much is below it", () => {
  const trees = buildTree([group("/p", "a.txt", "b/1.png", "b/c/2.png"), group("/q", "x")]);
  assertEquals(lines(visibleNodes(trees, new Set(), "")), [
    "/p 3 30",
    "  b 2 20",
    "    c 1 10",
    "      2.png 1 10",
    "    1.png 1 10",
    "  a.txt 1 10",
    "/q 1 10",
    "  x 1 10",
  ]);
  assertEquals(picturesOf(trees).map(({ path }) => path), ["b/c/2.png", "b/1.png"]);
});

Deno.test("what is closed hides what is below it; a search opens the way to what it finds", () => {
  const trees = buildTree([group("/p", "b/c/2.png", "b/x.txt", "d/2.txt")]);
  const b = trees[0].children.find(({ name }) => name === "b")!;
  const closed = new Set([b.id]);
  const shown = visibleNodes(trees, closed, "").map(({ name }) => name);
  assertEquals(shown, ["/p", "b", "d", "2.txt"]);
  const found = visibleNodes(trees, closed, "2.").map(({ name }) => name);
  assertEquals(found, ["/p", "b", "c", "2.png", "d", "2.txt"]);
  assertEquals(visibleNodes(trees, closed, "nothing"), []);
});

Deno.test("a root that comes in several parts is one tree", () => {
  const trees = buildTree([group("/p", "a/1"), group("/p", "a/2")]);
  assertEquals(lines(visibleNodes(trees, new Set(), "")), [
    "/p 2 20",
    "  a 2 20",
    "    1 1 10",
    "    2 1 10",
  ]);
});

/** Does the work slice by slice on a clock that a step moves by a millisecond; gives the slices too. */
function sliced<T>(steps: Steps<T>): { value: T; slices: number; steps: number } {
  let now = 0;
  let taken = 0;
  const counted = (function* (): Steps<T> {
    for (let step = steps.next();; step = steps.next()) {
      now++;
      taken++;
      if (step.done) return step.value;
      yield;
    }
  })();
  for (let slices = 1;; slices++) {
    const began = now;
    const result = runSlice(counted, () => now);
    assert(now - began <= 11, `a slice took ${now - began} ms`);
    if (result) return { ...result, slices, steps: taken };
  }
}

Deno.test("a hundred thousand files are put into a tree, and searched, in small steps", () => {
  const paths = Array.from({ length: 100_000 }, (_, i) => `shot${i % 500}/frame.${i}.exr`);
  const files = [group("/p", ...paths)];
  assertEquals(sumOf(files), { count: 100_000, size: 1_000_000 });
  const built = sliced(treeSteps(files));
  const shown = sliced(visibleSteps(built.value, new Set(), ""));
  const found = sliced(visibleSteps(built.value, new Set(), "frame.99999"));
  const pictures = sliced(pictureSteps(built.value));
  assertEquals([shown.value.nodes.length, built.value[0].files], [100_501, 100_000]);
  assertEquals(found.value.nodes.map(({ name }) => name), ["/p", "shot499", "frame.99999.exr"]);
  assertEquals(shown.value.ids[1], shown.value.nodes[1].id);
  // A thousand nodes a step, ten steps a slice.
  for (const { slices, steps } of [built, shown, found, pictures]) {
    assert(steps >= 100 && slices >= 10, `only ${steps} steps in ${slices} slices`);
  }
});

Deno.test("all files in one folder are no more at once than those of many", () => {
  const paths = Array.from({ length: 50_000 }, (_, i) => `frame.${i}.exr`);
  const { value, steps } = sliced(treeSteps([group("/p", ...paths)]));
  assertEquals([value[0].files, value[0].children.length], [50_000, 50_000]);
  assert(steps >= 50, `only ${steps} steps`);
});

Deno.test("paths of either kind of system are taken apart and put together", () => {
  assertEquals([nameOfPath("/a/b"), nameOfPath("C:\\a\\b\\"), nameOfPath("/")], ["b", "b", "/"]);
  assertEquals([folderOfPath("/a/b"), folderOfPath("/a"), folderOfPath("C:\\a\\b")], [
    "/a",
    "/",
    "C:\\a",
  ]);
  assertEquals([joinPath("/", "a"), joinPath("/a", "b"), joinPath("C:\\a", "b")], [
    "/a",
    "/a/b",
    "C:\\a\\b",
  ]);
});

Deno.test("a kind of files fits by its ending, whatever its case", () => {
  assert(fitsPatterns("A.PNG", ["*.png"]));
  assert(fitsPatterns("a", ["*"]) && fitsPatterns("a.b", ["*.*"]));
  assert(!fitsPatterns("png", ["*.png"]) && !fitsPatterns("a.png.txt", ["*.png"]));
});
