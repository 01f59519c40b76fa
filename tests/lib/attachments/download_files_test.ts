import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DeadlineError } from "@deadline/client";
import {
  callStore,
  dataKey,
  DestinationError,
  downloadFiles,
  IncompleteDownloadError,
  type TransferProgress,
} from "@deadline/client/attachments";
import { filesBelow, MTIME, noise, openDesk, putFiles, readTree } from "./_desk.ts";

const MIB = 2 ** 20;

/** Names of all that is in a folder, files of runs that are going on or were stopped too. */
async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("files are downloaded with their bytes and times, exact to the microsecond", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const large = noise(20 * MIB);
  const manifest = await putFiles(store, {
    "a.txt": "abc",
    "b/c/é 😀.txt": "nested",
    "empty": "",
    "large": large,
  });
  const seen: TransferProgress[] = [];
  const summary = await downloadFiles(store, filesBelow(folder, manifest), {
    onProgress: (progress) => seen.push(progress),
  });
  assertEquals([summary.files, summary.fetchedBytes], [4, manifest.totalSize]);
  assertEquals(summary.filesByRoot, { [folder]: 4 });
  assertEquals(await Deno.readTextFile(join(folder, "b/c/é 😀.txt")), "nested");
  assertEquals(await Deno.readFile(join(folder, "large")), large);
  const last = seen.at(-1)!;
  assertEquals([last.files, last.bytes], [4, manifest.totalSize]);
  assertEquals(await namesIn(folder), ["a.txt", "b", "empty", "large"]);
  if (Deno.build.os === "linux") {
    const { stdout } = await new Deno.Command("stat", {
      args: ["-c", "%.9Y", join(folder, "a.txt"), join(folder, "large")],
    }).output();
    const exact = `${Math.floor(MTIME / 1e6)}.123456000`;
    assertEquals(new TextDecoder().decode(stdout), `${exact}\n${exact}\n`);
  }
});

Deno.test("what is there already is not fetched again, by time or by bytes as asked", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const manifest = await putFiles(store, { a: "abc", "b/c": "defg" });
  const files = filesBelow(folder, manifest);
  await downloadFiles(store, files);
  const again = await downloadFiles(store, files, { conflict: "OVERWRITE" });
  assertEquals([again.files, again.skippedFiles, again.fetchedBytes], [2, 2, 0]);
  assertEquals(again.downloadedFiles, []);
  // Other bytes with the same size and time are only found when they are looked at.
  await Deno.writeTextFile(join(folder, "a"), "xyz");
  await Deno.utime(join(folder, "a"), new Date(5), new Date(5));
  await Deno.writeTextFile(join(folder, "b/c"), "defg");
  const byHash = { verify: "hash", conflict: "OVERWRITE" } as const;
  const checked = await downloadFiles(store, files, byHash);
  assertEquals([checked.skippedFiles, checked.downloadedFiles], [1, [join(folder, "a")]]);
  assertEquals(await readTree(folder), { a: "abc", "b/c": "defg" });
  assertEquals((await downloadFiles(store, files, { ...byHash, verify: "none" })).skippedFiles, 0);
});

Deno.test("files in the place of others are skipped, replaced, or get copies with a name of their own", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const names = ["a.tar.gz", "noext", ".hidden", "trail."];
  const manifest = await putFiles(store, Object.fromEntries(names.map((name) => [name, "new"])));
  for (const name of names) await Deno.writeTextFile(join(folder, name), "there");
  await Deno.writeTextFile(join(folder, "noext (1)"), "there too");
  const files = filesBelow(folder, manifest);
  const skipped = await downloadFiles(store, files, { conflict: "SKIP" });
  assertEquals([skipped.skippedFiles, skipped.downloadedFiles.length], [4, 0]);
  const copied = await downloadFiles(store, files);
  assertEquals(
    copied.downloadedFiles,
    [".hidden (1)", "a.tar (1).gz", "noext (2)", "trail. (1)"].map((name) => join(folder, name)),
  );
  assertEquals(Object.values(await readTree(folder)).filter((text) => text === "new").length, 4);
  await downloadFiles(store, files, { conflict: "OVERWRITE" });
  for (const name of names) assertEquals(await Deno.readTextFile(join(folder, name)), "new");
});

Deno.test("the key without extension is tried, and a file that fails leaves neither a placeholder nor the others out", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const manifest = await putFiles(store, {
    good: "good",
    gone: "gone",
    old: "old",
    taken: "taken",
  });
  const byPath = new Map(manifest.paths.map((file) => [file.path, file]));
  const keyOf = (path: string) => dataKey(store, byPath.get(path)!.hash);
  await callStore(store, "DeleteObject", { Key: keyOf("gone") });
  await callStore(store, "DeleteObject", { Key: keyOf("taken") });
  await callStore(store, "DeleteObject", { Key: keyOf("old") });
  await callStore(store, "PutObject", {
    Key: keyOf("old").replace(".xxh128", ""),
    Body: new TextEncoder().encode("old"),
  });
  await Deno.writeTextFile(join(folder, "taken"), "mine");
  const error = await assertRejects(
    () => downloadFiles(store, filesBelow(folder, manifest)),
    IncompleteDownloadError,
  );
  const problems = error.problems.map(({ path, problem }) => [path, problem]).sort();
  assertEquals(problems, [[join(folder, "gone"), "missing"], [join(folder, "taken"), "missing"]]);
  assertStringIncludes(error.message, keyOf("gone"));
  assertEquals(error.summary.downloadedFiles, [join(folder, "good"), join(folder, "old")]);
  assertEquals(await readTree(folder), { good: "good", old: "old", taken: "mine" });
});

Deno.test("bytes that are not those of the manifest are never put in place", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const manifest = await putFiles(store, {
    small: "abc",
    short: "abcdef",
    large: noise(9 * MIB),
    cut: noise(9 * MIB, 2),
  });
  const put = async (path: string, Body: Uint8Array) => {
    const { hash } = manifest.paths.find((file) => file.path === path)!;
    await callStore(store, "PutObject", { Key: dataKey(store, hash), Body });
  };
  await put("small", new TextEncoder().encode("abd"));
  await put("short", new TextEncoder().encode("abc"));
  await put("large", noise(9 * MIB, 3));
  await put("cut", noise(8 * MIB, 2));
  const error = await assertRejects(
    () => downloadFiles(store, filesBelow(folder, manifest)),
    IncompleteDownloadError,
  );
  const problems = error.problems.map(({ path, problem }) =>
    `${path.split("/").at(-1)} ${problem}`
  );
  assertEquals(problems.sort(), ["cut size", "large hash", "short size", "small hash"]);
  assertEquals(await namesIn(folder), []);
});

Deno.test("a store that may not be read is an error that names the permission, and leaves nothing", async () => {
  await using desk = await openDesk();
  const { folder } = desk;
  const manifest = await putFiles(desk.store, { a: "abc", large: noise(20 * MIB) });
  const denied = { operation: "GetObject", error: { status: 403, code: "AccessDenied" } };
  const { store } = await desk.through([denied]);
  const error = await assertRejects(
    () => downloadFiles(store, filesBelow(folder, manifest)),
    DeadlineError,
  );
  assertStringIncludes(error.hint ?? "", "s3:GetObject");
  assertStringIncludes(error.message, 'in bucket "attachments", key "DeadlineCloud/Data/');
  assertEquals(await namesIn(folder), []);
});

Deno.test("answers that break off are gone on with from where they ended", async () => {
  await using desk = await openDesk();
  const { folder } = desk;
  const [small, large] = [noise(300_000), noise(20 * MIB, 2)];
  const manifest = await putFiles(desk.store, { small, large });
  const { store, proxy } = await desk.through([
    { operation: "GetObject", truncate: { bytes: 100_000 }, times: 6 },
    { operation: "GetObject", reset: "before", times: 2 },
    { operation: "GetObject", error: { status: 503, code: "SlowDown" }, times: 2 },
  ]);
  const summary = await downloadFiles(store, filesBelow(folder, manifest));
  assertEquals(summary.fetchedBytes, manifest.totalSize);
  assertEquals(await Deno.readFile(join(folder, "small")), small);
  assertEquals(await Deno.readFile(join(folder, "large")), large);
  assert(proxy.seen.filter(({ fault }) => fault).length >= 8);
});

Deno.test("an abort reaches the wire within a second, keeps what a large file has, and nothing else", async () => {
  await using desk = await openDesk();
  const { folder } = desk;
  const large = noise(64 * MIB);
  const manifest = await putFiles(desk.store, { "sub/large": large, small: "abc" });
  const { store, proxy } = await desk.through([
    { operation: "GetObject", after: 4, slowBody: { bytesPerSecond: 100_000 } },
  ]);
  const stop = new AbortController();
  const reason = new Error("enough");
  const files = filesBelow(folder, manifest);
  let atStop = 0;
  const run = downloadFiles(store, files, {
    signal: stop.signal,
    connections: 4,
    onProgress: ({ bytes }) => {
      // Three parts come fast; with some of another one, they all are there.
      if (bytes < 24 * MIB + 2 ** 15 || stop.signal.aborted) return;
      atStop = performance.now();
      stop.abort(reason);
    },
  });
  assert(await run.catch((error) => error) === reason);
  assert(performance.now() - atStop < 1_000);
  const kept = await namesIn(join(folder, "sub"));
  assertEquals(kept.length, 1);
  assert(kept[0].endsWith(".keep"));
  const { size } = await Deno.stat(join(folder, "sub", kept[0]));
  assert(size >= 8 * MIB);
  await until(() => proxy.seen.every(({ answeredAt, clientLeftAt }) => answeredAt ?? clientLeftAt));

  const resumed = await downloadFiles(desk.store, files);
  assertEquals(await Deno.readFile(join(folder, "sub/large")), large);
  assert(resumed.fetchedBytes <= large.length - size + 3);
  assertEquals(await namesIn(join(folder, "sub")), ["large"]);
});

/** Waits until something holds; the test's own limit ends it. */
async function until(holds: () => unknown): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("what a killed run has left is gone on with or removed, and never taken for right", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const large = noise(20 * MIB);
  const manifest = await putFiles(store, { large });
  const files = filesBelow(folder, manifest);
  const slow = { operation: "GetObject", after: 1, slowBody: { bytesPerSecond: 500_000 } };
  const stop = new AbortController();
  const whole = downloadFiles((await desk.through([slow])).store, files, {
    signal: stop.signal,
    connections: 1,
    onProgress: ({ bytes }) => bytes > 8 * MIB && stop.abort(),
  });
  await assertRejects(() => whole);
  const [kept] = await namesIn(folder);
  // As if the disk had lost some of it.
  const file = await Deno.open(join(folder, kept), { write: true });
  await file.write(new Uint8Array(1000));
  file.close();
  const dead = `.deadline-${Deno.hostname().replace(/[^A-Za-z0-9.]/g, "")}-999999999-x.tmp`;
  await Deno.writeTextFile(join(folder, dead), "left behind");
  await downloadFiles(store, files);
  assertEquals(await Deno.readFile(join(folder, "large")), large);
  assertEquals(await namesIn(folder), ["large"]);
});

Deno.test("two downloads of the same large file at once do not get in each other's way", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const large = noise(24 * MIB);
  const manifest = await putFiles(store, { large });
  const files = filesBelow(folder, manifest);
  const both = await Promise.all(
    [1, 2].map(() => downloadFiles(store, files, { conflict: "OVERWRITE" })),
  );
  assertEquals(both.map(({ files }) => files), [1, 1]);
  assertEquals(await Deno.readFile(join(folder, "large")), large);
  assertEquals(await namesIn(folder), ["large"]);
});

Deno.test("files that lead out of their root are all named before anything is written", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const within = join(folder, "root");
  const outside = join(folder, "outside");
  await Deno.mkdir(within);
  await Deno.mkdir(outside);
  await Deno.symlink(outside, join(within, "link"));
  await Deno.symlink("nowhere", join(within, "dangling"));
  await Deno.symlink(join(outside, "file"), join(within, "file link"));
  await Deno.writeTextFile(join(outside, "file"), "keep");
  await Deno.mkdir(join(within, "folder"));
  const [good] = (await putFiles(store, { good: "good" })).paths;
  const to = (path: string) => ({ ...good, path, within });
  const files = [
    to(`${within}/good`),
    to(`${within}/../outside/up`),
    to("/tmp/absolute"),
    to("relative"),
    to(`${within}/link/x`),
    to(`${within}/dangling/x`),
    to(`${within}/file link`),
    to(`${within}/folder`),
    to(`${within}/good/below`),
    to(`${within}/nul\0`),
    to(`${within}/${"n".repeat(256)}`),
    to(within),
  ];
  const error = await assertRejects(() => downloadFiles(store, files), DestinationError);
  assertEquals(error.problems.map(({ problem }) => problem), [
    "outside",
    "outside",
    "outside",
    "link",
    "link",
    "link",
    "folder",
    "name",
    "name",
    "no file",
    "collision",
  ]);
  assertEquals(await readTree(outside), { file: "keep" });
  assertEquals(await namesIn(within), ["dangling", "file link", "folder", "link"]);
});

Deno.test("names that differ in case alone are told of on a disk that takes them for the same", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const manifest = await putFiles(store, { "Image.png": "a", "image.PNG": "b", "sub/é": "c" });
  const files = filesBelow(folder, manifest);
  const error = await assertRejects(
    () => downloadFiles(store, files, { caseSensitive: false }),
    DestinationError,
  );
  assertEquals(error.problems, [{
    path: join(folder, "image.PNG"),
    problem: "collision",
    other: join(folder, "Image.png"),
  }]);
  await downloadFiles(store, files, { caseSensitive: true });
  assertEquals(await readTree(folder), { "Image.png": "a", "image.PNG": "b", "sub/é": "c" });
});

Deno.test("a link that leads on within the root is followed, and a link in the place of a file is replaced", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  await Deno.mkdir(join(folder, "real"));
  await Deno.symlink("real", join(folder, "link"));
  await Deno.writeTextFile(join(folder, "real/target"), "target");
  await Deno.symlink("target", join(folder, "real/file"));
  const manifest = await putFiles(store, { "link/a": "a", "real/file": "new" });
  await downloadFiles(store, filesBelow(folder, manifest), { conflict: "OVERWRITE" });
  assertEquals(await Deno.readTextFile(join(folder, "real/a")), "a");
  assertEquals(await Deno.readTextFile(join(folder, "real/target")), "target");
  assertEquals((await Deno.lstat(join(folder, "real/file"))).isSymlink, false);
});

Deno.test("a folder that becomes a link while a download runs leads nothing out of the root", async () => {
  await using desk = await openDesk();
  const { folder } = desk;
  const [within, outside] = [join(folder, "root"), join(folder, "outside")];
  await Deno.mkdir(join(within, "sub"), { recursive: true });
  await Deno.mkdir(outside);
  const manifest = await putFiles(desk.store, { "sub/a": "a", "sub/b/c": "c" });
  const { store, proxy } = await desk.through([{ operation: "GetObject", latency: { ms: 300 } }]);
  const run = downloadFiles(store, filesBelow(within, manifest)).catch((error) => error);
  await until(() => proxy.seen.some(({ operation }) => operation === "GetObject"));
  await Deno.rename(join(within, "sub"), join(within, "moved"));
  await Deno.symlink(outside, join(within, "sub"));
  await run;
  assertEquals(await namesIn(outside), []);
});
