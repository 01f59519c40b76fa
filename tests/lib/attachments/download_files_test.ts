import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { downloadFiles, type DownloadProgress } from "@deadline/client/attachments";
import { filesBelow, noise, openDesk, putFiles, readTree } from "./_desk.ts";

Deno.test("files are downloaded with their bytes and their times, exact to the microsecond", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const large = noise(20 * 2 ** 20);
  const manifest = await putFiles(store, {
    "a.txt": "abc",
    "b/c/é 😀.txt": "nested",
    "empty": "",
    "large": large,
  });
  const seen: DownloadProgress[] = [];
  const summary = await downloadFiles(store, filesBelow(folder, manifest), {
    onProgress: (progress) => seen.push(progress),
  });
  assertEquals(summary.files, 4);
  assertEquals(summary.fetchedBytes, manifest.totalSize);
  assertEquals(summary.filesByRoot, { [folder]: 4 });
  assertEquals(await Deno.readTextFile(join(folder, "b/c/é 😀.txt")), "nested");
  assertEquals(await Deno.readFile(join(folder, "large")), large);
  const last = seen.at(-1)!;
  assertEquals([last.files, last.bytes], [4, manifest.totalSize]);
  assertEquals(Object.keys(await readTree(folder)).sort(), [
    "a.txt",
    "b/c/é 😀.txt",
    "empty",
    "large",
  ]);
});
