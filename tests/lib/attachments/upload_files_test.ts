import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DeadlineError } from "@deadline/client";
import {
  callStore,
  dataKey,
  putManifest,
  S3CheckCache,
  type TransferProgress,
  UnusableFilesError,
  uploadFiles,
} from "@deadline/client/attachments";
import { noise, uploadDesk } from "./_uploads.ts";

const MIB = 2 ** 20;

Deno.test("files are sent by their hashes, each content once, and not again when it is there", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ a: "abc", "sub/b": "abc", empty: "", c: "xyz" });
  const first = await uploadFiles(desk.store, files);
  assertEquals([first.uploadedFiles, first.uploadedBytes, first.skippedFiles], [3, 6, 1]);
  assertEquals((await desk.keys()).length, 3);
  assertEquals(new TextDecoder().decode(await desk.bytes(files[0])), "abc");
  desk.proxy.forget();
  const second = await uploadFiles(desk.store, files);
  assertEquals([second.uploadedFiles, second.skippedFiles], [0, 4]);
  assertEquals(desk.asked(), { HeadObject: 3 });
});

Deno.test("an object has no content type and no metadata, and its CRC32 is checked by the store", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ small: "abc", large: 9 * MIB });
  await uploadFiles(desk.store, files);
  for (const { hash } of files) {
    const head = await callStore(desk.store, "HeadObject", {
      Key: dataKey(desk.store, hash),
      ChecksumMode: "ENABLED",
    });
    assertEquals([head.ContentType, head.Metadata], ["binary/octet-stream", {}]);
    assert(head.ChecksumCRC32);
  }
  const wrong = { Key: "x", Body: new Uint8Array(3), ChecksumAlgorithm: "CRC32" as const };
  await assertRejects(
    () => callStore(desk.store, "PutObject", { ...wrong, ChecksumCRC32: "AAAAAA==" }),
    DeadlineError,
  );
});

Deno.test("every call names the account that must own the bucket", async () => {
  await using desk = await uploadDesk();
  const [small, large] = await desk.put({ small: "abc", large: 9 * MIB });
  const stranger = { ...desk.store, expectedBucketOwner: "999999999999" };
  const refused = await assertRejects(() => uploadFiles(stranger, [small]), DeadlineError);
  assertStringIncludes(refused.hint!, "account 999999999999");
  await uploadFiles(desk.store, [small, large]);
  const denied = (operation: string) =>
    callStore(stranger, operation as "PutObject", { Key: "x", UploadId: "y", PartNumber: 1 } as {
      Key: string;
    });
  for (const operation of ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"]) {
    const { status } = await assertRejects(() => denied(operation), DeadlineError);
    assertEquals(status, 403);
  }
});

Deno.test("a large file is sent in parts of 8 MiB and comes back whole", async () => {
  await using desk = await uploadDesk();
  const [file] = await desk.put({ large: 20 * MIB + 5 });
  const reports: TransferProgress[] = [];
  await uploadFiles(desk.store, [file], { onProgress: (progress) => reports.push(progress) });
  const asked = desk.asked();
  assertEquals([asked.CreateMultipartUpload, asked.UploadPart], [1, 3]);
  assertEquals(await desk.bytes(file), noise(20 * MIB + 5));
  const last = reports.at(-1)!;
  assertEquals([last.files, last.bytes, last.totalBytes], [1, file.size, file.size]);
});

Deno.test("the cache saves looking, unless a look at every object is asked for", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put(
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}`, `${i}`])),
  );
  using s3CheckCache = await S3CheckCache.open(join(desk.folder, "cache"));
  await uploadFiles(desk.store, files, { s3CheckCache });
  desk.proxy.forget();
  const { skippedFiles } = await uploadFiles(desk.store, files, { s3CheckCache });
  assertEquals([skippedFiles, desk.asked()], [50, { HeadObject: 30 }]);
  desk.proxy.forget();
  await uploadFiles(desk.store, files, { s3CheckCache, force: true });
  assertEquals(desk.asked(), { HeadObject: 50 });
});

Deno.test("one object of the sample that is gone empties the whole cache, and all are looked for", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put(
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, `${i}`])),
  );
  using s3CheckCache = await S3CheckCache.open(join(desk.folder, "cache"));
  await s3CheckCache.put(["another/root/Data/x.xxh128"]);
  await uploadFiles(desk.store, files, { s3CheckCache });
  await callStore(desk.store, "DeleteObject", { Key: dataKey(desk.store, files[0].hash) });
  desk.proxy.forget();
  // The first thirty are the sample.
  const { uploadedFiles } = await uploadFiles(desk.store, files, {
    s3CheckCache,
    random: () => 0.99,
  });
  assertEquals([uploadedFiles, desk.asked().HeadObject], [1, 30 + 40]);
  assertEquals(s3CheckCache.has("another/root/Data/x.xxh128"), false);
  assertEquals(s3CheckCache.has(`attachments/${dataKey(desk.store, files[0].hash)}`), true);
});

Deno.test("a file that changed, vanished or became a pipe since it was hashed is named, and nothing of it stays", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({
    changed: "abc",
    gone: "def",
    same: "ghi",
    pipe: "x",
    large: 9 * MIB,
  });
  const at = (name: string) => join(desk.folder, name);
  await Deno.writeTextFile(at("changed"), "abcd");
  await Deno.remove(at("gone"));
  await Deno.remove(at("pipe"));
  await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
  // The same size and time, but other bytes: what only the hash can tell.
  for (const file of [files[2], files[4]]) {
    const { mtime } = await Deno.stat(file.path);
    using open = await Deno.open(file.path, { write: true });
    await open.write(new Uint8Array([1]));
    await Deno.utime(file.path, mtime!, mtime!);
    file.mtime = Math.floor((await Deno.stat(file.path)).mtime!.getTime() * 1000);
  }
  for (const file of files) {
    const error = await assertRejects(() => uploadFiles(desk.store, [file]), UnusableFilesError);
    assertEquals(error.problems.map(({ path }) => path), [file.path]);
  }
  assertEquals([await desk.keys(), await desk.halfSent()], [[], 0]);
});

Deno.test("what the store refuses is said with the file, the place, and what helps", async () => {
  await using desk = await uploadDesk();
  const [file] = await desk.put({ scene: "abc" });
  const refuse = (message: string) =>
    desk.proxy.change({
      rules: [{ operation: "PutObject", error: { status: 403, code: "AccessDenied", message } }],
    });
  refuse("Access Denied");
  const denied = await assertRejects(() => uploadFiles(desk.store, [file]), DeadlineError);
  for (const fact of [file.path, 'bucket "attachments"', dataKey(desk.store, file.hash), "403"]) {
    assertStringIncludes(denied.message, fact);
  }
  assertStringIncludes(denied.hint!, "s3:PutObject");
  refuse("User is not authorized to perform: kms:GenerateDataKey");
  const locked = await assertRejects(() => uploadFiles(desk.store, [file]), DeadlineError);
  assertStringIncludes(locked.hint!, "kms:GenerateDataKey and kms:DescribeKey");
  desk.proxy.change({
    rules: [{ operation: "HeadObject", error: { status: 403, code: "Forbidden" } }],
  });
  const unseen = await assertRejects(() => uploadFiles(desk.store, [file]), DeadlineError);
  assertStringIncludes(unseen.hint!, "s3:ListBucket");
});

Deno.test("what is cancelled is off the wire at once, and its upload in parts is ended", async () => {
  await using desk = await uploadDesk();
  const [large, ...small] = await desk.put({ large: 30 * MIB, a: "a", b: "b" });
  desk.proxy.change({ rules: [{ operation: ["UploadPart", "PutObject"], stall: "before" }] });
  const stop = new AbortController();
  const effects: string[] = [];
  const uploading = uploadFiles(desk.store, [large, ...small], {
    signal: stop.signal,
    cacheDir: desk.folder,
    onEffect: (effect) => effects.push(effect),
  });
  await desk.proxy.sighting(({ operation }) => operation === "UploadPart");
  stop.abort("enough");
  assertEquals(await uploading.catch((reason) => reason), "enough");
  assertEquals(effects, ["not sent", "unknown"]);
  assertEquals([await desk.halfSent(), await desk.keys()], [0, []]);
  const left = [...Deno.readDirSync(join(desk.folder, "uploads"))];
  assertEquals(left, []);
  // Everything that had been on its way was closed.
  for (const each of desk.proxy.seen.filter(({ operation }) => operation === "UploadPart")) {
    await desk.proxy.sighting(({ id, clientLeftAt }) =>
      id === each.id && clientLeftAt !== undefined
    );
  }
});

Deno.test("cancelling before anything was sent says so", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ a: "a" });
  desk.proxy.change({ rules: [{ operation: "HeadObject", stall: "before" }] });
  const stop = new AbortController();
  const effects: string[] = [];
  const onEffect = (effect: string) => effects.push(effect);
  const uploading = uploadFiles(desk.store, files, { signal: stop.signal, onEffect });
  await desk.proxy.sighting(({ operation }) => operation === "HeadObject");
  stop.abort("no");
  assertEquals([await uploading.catch((reason) => reason), effects], ["no", ["not sent"]]);
});

Deno.test("a manifest has the metadata that it is given", async () => {
  await using desk = await uploadDesk();
  const metadata = { "asset-root": "/scenes" };
  await putManifest(desk.store, "DeadlineCloud/Manifests/m", "{}", { metadata });
  const head = await callStore(desk.store, "HeadObject", { Key: "DeadlineCloud/Manifests/m" });
  assertEquals([head.Metadata, head.ContentLength], [metadata, 2]);
});
