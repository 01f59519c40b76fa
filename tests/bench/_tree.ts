import { join } from "@std/path";

const SMALL_FILES = 5_000;
const SMALL_SIZE = 16 * 2 ** 10;
const LARGE_FILES = 4;
const LARGE_SIZE = 256 * 2 ** 20;

/** Writes 5,000 files of 16 KiB and 1 GiB in four files, no two of them the same. */
export async function fillTree(root: string): Promise<void> {
  const bytes = new Uint8Array(2 ** 20);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 >> 3;
  await Deno.mkdir(root);
  for (let i = 0; i < SMALL_FILES; i++) {
    const folder = join(root, `${i % 50}`);
    if (i < 50) await Deno.mkdir(folder);
    bytes.set(new TextEncoder().encode(`${i};`));
    await Deno.writeFile(join(folder, `${i}`), bytes.subarray(0, SMALL_SIZE));
  }
  for (let i = 0; i < LARGE_FILES; i++) {
    using file = await Deno.create(join(root, `large-${i}`));
    for (let at = 0; at < LARGE_SIZE; at += bytes.length) {
      bytes.set(new TextEncoder().encode(`${i};${at};`));
      await file.write(bytes);
    }
  }
}
