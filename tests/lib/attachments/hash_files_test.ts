import { assert, assertEquals, assertRejects } from "@std/assert";
import { delay } from "@std/async";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import {
  type FileProgress,
  HashCache,
  hashFiles,
  S3CheckCache,
  UnusableFilesError,
} from "@deadline/client/attachments";

/** A folder of its own for a test. */
async function temporary(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("a file is read once: the cache has its hash until the file changes", async () => {
  await using folder = await temporary();
  const path = join(folder.path, "scene.txt");
  await Deno.writeTextFile(path, "abc");
  using cache = await HashCache.open(join(folder.path, "cache"));
  const hash = async () => (await hashFiles([path], { cache })).map(({ status }) => status);
  assertEquals(await hash(), ["new"]);
  assertEquals(await hash(), ["unchanged"]);
  await Deno.utime(path, 1, 1);
  assertEquals(await hash(), ["modified"]);
});

Deno.test("all files that cannot be used are named at once, before any is read", async () => {
  await using folder = await temporary();
  const at = (name: string) => join(folder.path, name);
  await Deno.writeTextFile(at("good"), "x");
  await Deno.symlink(at("nowhere"), at("dangling"));
  await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
  const names = ["good", "gone", "dangling", "pipe", "."];
  const error = await assertRejects(() => hashFiles(names.map(at)), UnusableFilesError);
  assertEquals(error.problems, [
    { path: at("gone"), problem: "missing" },
    { path: at("dangling"), problem: "missing" },
    { path: at("pipe"), problem: "special" },
    { path: at("."), problem: "folder" },
  ]);
  assert(error.message.includes(`"${at("pipe")}" is a pipe, a socket or a device`));
});

Deno.test("a link out of its root is refused where links must stay inside", async () => {
  await using folder = await temporary();
  const root = join(folder.path, "root");
  await Deno.mkdir(root);
  await Deno.writeTextFile(join(folder.path, "secret"), "x");
  await Deno.symlink(join(folder.path, "secret"), join(root, "link"));
  assertEquals((await hashFiles([join(root, "link")])).length, 1);
  const error = await assertRejects(
    () => hashFiles([join(root, "link")], { within: root }),
    UnusableFilesError,
  );
  assertEquals(error.problems[0].problem, "outside");
});

Deno.test("a file that changes while it is read is an error, and its hash is not kept", async () => {
  await using folder = await temporary();
  const path = join(folder.path, "growing");
  await Deno.writeTextFile(path, "abc");
  using cache = await HashCache.open(join(folder.path, "cache"));
  // The first report comes after all files were looked at and before any is read.
  const onProgress = () => Deno.writeTextFileSync(path, "more than before");
  const error = await assertRejects(
    () => hashFiles([path], { cache, onProgress }),
    UnusableFilesError,
    "changed while it was read",
  );
  assertEquals(error.problems, [{ path, problem: "changed" }]);
  assertEquals(cache.find(await Deno.realPath(path)), undefined);
});

Deno.test("hashing stops in the midst of a large file, with the reason of the signal", async () => {
  await using folder = await temporary();
  const path = join(folder.path, "sparse");
  await Deno.create(path).then((file) => file.close());
  await Deno.truncate(path, 64 * 2 ** 30);
  const stop = new AbortController();
  const reason = new Error("enough");
  let read = 0;
  const onProgress = ({ bytes, totalBytes }: FileProgress) => {
    read = bytes / totalBytes;
    if (bytes > 0) stop.abort(reason);
  };
  const error = await assertRejects(() => hashFiles([path], { signal: stop.signal, onProgress }));
  assertEquals(error, reason);
  assert(read > 0 && read < 0.5, `${read} of the file was read`);
  // Who goes on reading holds the file open, for minutes at this size.
  if (Deno.build.os === "linux") {
    const real = await Deno.realPath(path);
    for (const end = Date.now() + 10_000; isOpen(real); await delay(10)) {
      assert(Date.now() < end, "the file is still being read");
    }
  }
});

/** Whether this process has a file open. */
function isOpen(path: string): boolean {
  return [...Deno.readDirSync("/proc/self/fd")].some(({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`) === path;
    } catch {
      return false;
    }
  });
}

Deno.test("progress ends at all files and all bytes", async () => {
  await using folder = await temporary();
  const paths = Array.from({ length: 300 }, (_, i) => join(folder.path, `${i}`));
  for (const path of paths) await Deno.writeTextFile(path, path);
  let last: FileProgress | undefined;
  await hashFiles(paths, { onProgress: (progress) => last = progress });
  assertEquals([last!.files, last!.bytes], [300, last!.totalBytes]);
});

Deno.test("the caches have the tables of the Python client", async () => {
  await using folder = await temporary();
  using hashes = await HashCache.open(folder.path);
  using seen = await S3CheckCache.open(folder.path);
  await hashes.put([{ path: "/é\udcff", hash: "h", time: "2023-11-14 22:13:20" }]);
  assertEquals(hashes.find("/é\udcff")?.hash, "h");
  const now = 1_795_425_680_794;
  await seen.put(["bucket/root/Data/h.xxh128"], { now });
  const day = 86_400_000;
  assertEquals(seen.has("bucket/root/Data/h.xxh128", now + 30 * day - 1_000), true);
  assertEquals(seen.has("bucket/root/Data/h.xxh128", now + 30 * day), false);
  const read = (file: string, query: string) => {
    const database = new DatabaseSync(join(folder.path, file), { readOnly: true });
    try {
      return database.prepare(query).get();
    } finally {
      database.close();
    }
  };
  const types = read(
    "hash_cache.db",
    "SELECT typeof(file_path) a, typeof(range_end) b, range_end c FROM hashesV4",
  );
  assertEquals({ ...types }, { a: "blob", b: "integer", c: -1 });
  const kept = read(
    "s3_check_cache.db",
    "SELECT typeof(last_seen_time) a, last_seen_time b FROM s3checkV1",
  );
  assertEquals({ ...kept }, { a: "real", b: now / 1000 });
});
