import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { type ZipEntry, zipSize, zipStream } from "@/server/zip.ts";
import { until } from "./_console.ts";

const never = new AbortController().signal;
const modified = new Date("2026-03-04T05:06:08Z");

function entry(path: string, content: Uint8Array<ArrayBuffer> | string): ZipEntry {
  const blob = new Blob([content]);
  return { path, size: blob.size, modified, open: () => Promise.resolve(blob.stream()) };
}

/** A file of zeros that is made as it is read. */
function large(path: string, size: number): ZipEntry {
  return {
    path,
    size,
    modified,
    open() {
      let left = size;
      const zeros = new Uint8Array(1 << 20);
      return Promise.resolve(
        new ReadableStream({
          pull(controller) {
            if (left === 0) return controller.close();
            controller.enqueue(left < zeros.length ? zeros.subarray(0, left) : zeros);
            left -= Math.min(left, zeros.length);
          },
        }),
      );
    },
  };
}

/** What Python says of a zip file, an independent reader. */
async function readWithPython(file: string): Promise<unknown> {
  const code = "import zipfile,json,sys,hashlib\n" +
    "z=zipfile.ZipFile(sys.argv[1])\n" +
    "print(json.dumps([[i.filename,i.file_size,i.CRC] for i in z.infolist()]+[z.testzip()]))";
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", code, file],
  })
    .output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const python = await new Deno.Command("python3", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

Deno.test("another program reads the zip file, and it is as long as was told before", {
  ignore: !python,
}, async () => {
  const file = join(await Deno.makeTempDir({ prefix: "zip-" }), "test.zip");
  const entries = [
    entry("renders/bild_0001.png", new Uint8Array(70_000).map((_, i) => i * i % 251)),
    entry("空/é.txt", "text"),
    entry("empty", ""),
  ];
  for (let i = 0; i < 12; i++) entries.push(entry(`many/${i}`, String(i).repeat(i)));
  await Deno.writeFile(file, zipStream(entries, { signal: never }));
  assertEquals((await Deno.stat(file)).size, zipSize(entries));
  const read = await readWithPython(file) as [string, number, number][];
  assertEquals(read.pop(), null, "every checksum is right");
  assertEquals(
    read.map(([path, size]) => [path, size]),
    entries.map((one) => [one.path, one.size]),
  );
  await Deno.remove(file);
});

Deno.test("files and places beyond 4 GiB, and more than 65,535 files, are counted right", () => {
  const small = Array.from({ length: 70_000 }, (_, i) => ({ path: `f${i}`, size: 0 }));
  const each = (30 + 9 + 16) + (46 + 9);
  const names = small.reduce((sum, { path }) => sum + 2 * path.length, 0);
  assertEquals(zipSize(small), 70_000 * each + names + 56 + 20 + 22);
  const huge = { path: "a", size: 5 * 2 ** 30 };
  const after = { path: "b", size: 1 };
  const locals = 30 + 1 + 9 + 20 + huge.size + 24 + 30 + 1 + 9 + 1 + 16;
  assertEquals(zipSize([huge, after]), locals + (46 + 1 + 9 + 20) + (46 + 1 + 9 + 12) + 98);
});

Deno.test("a zip file is made only as fast as it is read, and stops with its reader", async () => {
  let reading = 0;
  const stopped: unknown[] = [];
  const entries = Array.from({ length: 100 }, (_, i): ZipEntry => ({
    ...large(`f${i}`, 64 << 20),
    open(signal) {
      reading++;
      signal.addEventListener("abort", () => stopped.push(i), { once: true });
      return large("", 64 << 20).open(signal);
    },
  }));
  const reader = zipStream(entries, { signal: never }).getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  assertEquals(reading, 4, "a few are opened ahead, and no more");
  await reader.cancel();
  await until(() => stopped.length === reading, "all that was opened is stopped");
});

Deno.test("a file that is shorter or longer than told, or fails, breaks the zip file off", async () => {
  const wrong = [
    { ...entry("short", "abc"), size: 4 },
    { ...entry("long", "abcde"), size: 4 },
    { ...entry("gone", "abcd"), open: () => Promise.reject(new Error("gone")) },
  ];
  for (const one of wrong) {
    const body = new Response(zipStream([entry("first", "1"), one], { signal: never }));
    await assertRejects(() => body.arrayBuffer(), Error);
  }
});
