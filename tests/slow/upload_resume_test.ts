import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { DeadlineError } from "@deadline/client";
import { uploadFiles } from "@deadline/client/attachments";
import type { FaultRule } from "../../farm/faults/mod.ts";
import { noise, uploadDesk } from "../lib/attachments/_uploads.ts";

const MIB = 2 ** 20;
/** Six parts. */
const SIZE = 41 * MIB;
const FAILING: FaultRule = {
  operation: "UploadPart",
  after: 3,
  error: { status: 400, code: "BadWeather" },
};

Deno.test("an upload that failed goes on where it was: the parts that arrived are not sent again", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: SIZE });
  const cacheDir = join(desk.folder, "cache");
  desk.proxy.change({ rules: [{ ...FAILING, times: 1 }] });
  await assertRejects(
    () => uploadFiles(desk.store, files, { cacheDir }),
    DeadlineError,
    "weather is bad",
  );
  const sent = desk.asked().UploadPart;
  desk.proxy.forget();
  const { skippedBytes, uploadedBytes } = await uploadFiles(desk.store, files, { cacheDir });
  // One part failed; those that were not begun then come now, and nothing twice.
  assertEquals(desk.asked().UploadPart, 6 - (sent - 1));
  assertEquals(skippedBytes + uploadedBytes, SIZE);
  assertEquals(desk.asked().CreateMultipartUpload, undefined);
  assertEquals(await desk.bytes(files[0]), noise(SIZE));
  assertEquals([...Deno.readDirSync(join(cacheDir, "uploads"))], []);
  assertEquals(await desk.halfSent(), 0);
});

Deno.test("where parts may not be listed, what was noted here is enough to go on", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: SIZE });
  const cacheDir = join(desk.folder, "cache");
  desk.proxy.change({ rules: [{ ...FAILING, times: 1 }] });
  await assertRejects(() => uploadFiles(desk.store, files, { cacheDir }), DeadlineError);
  const sent = desk.asked().UploadPart;
  desk.proxy.forget();
  desk.proxy.change({
    rules: [{ operation: "ListParts", error: { status: 403, code: "AccessDenied" } }],
  });
  await uploadFiles(desk.store, files, { cacheDir });
  assertEquals(desk.asked().UploadPart, 6 - (sent - 1));
  assertEquals(await desk.bytes(files[0]), noise(SIZE));
});

Deno.test("an upload is not gone on with when the file has changed: it is ended, and the new one sent", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: SIZE });
  const cacheDir = join(desk.folder, "cache");
  desk.proxy.change({ rules: [{ ...FAILING, times: 1 }] });
  await assertRejects(() => uploadFiles(desk.store, files, { cacheDir }), DeadlineError);
  assertEquals(await desk.halfSent(), 1);
  const other = await desk.put({ large: SIZE + 1 });
  await uploadFiles(desk.store, other, { cacheDir });
  assertEquals([await desk.halfSent(), (await desk.keys()).length], [0, 1]);
  assertEquals(await desk.bytes(other[0]), noise(SIZE + 1));
});

Deno.test("an upload that somebody ended meanwhile is begun anew", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: SIZE });
  const cacheDir = join(desk.folder, "cache");
  const gone: FaultRule = {
    operation: "UploadPart",
    times: 1,
    error: { status: 404, code: "NoSuchUpload" },
  };
  desk.proxy.change({ rules: [gone] });
  await uploadFiles(desk.store, files, { cacheDir });
  assertEquals(await desk.bytes(files[0]), noise(SIZE));
  assertEquals(desk.asked().CreateMultipartUpload, 2);
});

for (const operation of ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"]) {
  Deno.test(`a lost answer to ${operation} leaves one object and no upload behind`, async () => {
    await using desk = await uploadDesk();
    const files = await desk.put({ large: 9 * MIB });
    desk.proxy.change({ rules: [{ operation, times: 1, reset: "after" }] });
    await uploadFiles(desk.store, files, { cacheDir: join(desk.folder, "cache") });
    assertEquals([(await desk.keys()).length, await desk.halfSent()], [1, 0]);
    assertEquals(await desk.bytes(files[0]), noise(9 * MIB));
  });
}

Deno.test({
  name: "after kill -9 in the midst of a file only the parts are sent that had not arrived",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using desk = await uploadDesk();
    const [file] = await desk.put({ large: 25 * MIB });
    const cacheDir = join(desk.folder, "cache");
    desk.proxy.change({ rules: [{ operation: "UploadPart", after: 2, stall: "before" }] });
    const { region, credentials, farmId, queueId } = desk.on.farm;
    const child = new URL("../lib/attachments/_upload_child.ts", import.meta.url);
    const facts = {
      endpoint: desk.proxy.endpoint,
      region,
      credentials,
      ids: { farmId, queueId },
      file,
      cacheDir,
    };
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", child.href, JSON.stringify(facts)],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const parts = (wanted: "answered" | "seen") =>
      desk.proxy.seen.filter(({ operation, answeredAt }) =>
        operation === "UploadPart" && (wanted === "seen" || answeredAt !== undefined)
      ).length;
    await desk.proxy.sighting(() => parts("answered") === 2 && parts("seen") === 4);
    process.kill("SIGKILL");
    await process.status;
    desk.proxy.change({ rules: [] });
    desk.proxy.forget();
    const { skippedBytes } = await uploadFiles(desk.store, [file], { cacheDir });
    assertEquals([desk.asked().UploadPart, desk.asked().CreateMultipartUpload], [2, undefined]);
    assertEquals(skippedBytes >= 9 * MIB, true);
    assertEquals([await desk.halfSent(), await desk.bytes(file)], [0, noise(25 * MIB)]);
  },
});

Deno.test("cancelling while the store begins an upload leaves none behind", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: 9 * MIB });
  desk.proxy.change({ rules: [{ operation: "CreateMultipartUpload", latency: { ms: 100 } }] });
  const stop = new AbortController();
  const uploading = uploadFiles(desk.store, files, { signal: stop.signal });
  await desk.proxy.sighting(({ operation }) => operation === "CreateMultipartUpload");
  stop.abort("enough");
  assertEquals(await uploading.catch((reason) => reason), "enough");
  assertEquals(desk.asked().AbortMultipartUpload, 1);
  assertEquals(await desk.halfSent(), 0);
});

Deno.test("an upload whose beginning was not answered in time is found and used the next time", async () => {
  await using desk = await uploadDesk();
  const files = await desk.put({ large: 9 * MIB });
  const cacheDir = join(desk.folder, "cache");
  desk.proxy.change({ rules: [{ operation: "CreateMultipartUpload", stall: "after" }] });
  const stop = new AbortController();
  const uploading = uploadFiles(desk.store, files, { signal: stop.signal, cacheDir });
  await desk.proxy.sighting(({ operation }) => operation === "CreateMultipartUpload");
  while (await desk.halfSent() === 0);
  stop.abort("enough");
  assertEquals(await uploading.catch((reason) => reason), "enough");
  assertEquals(await desk.halfSent(), 1);
  desk.proxy.change({ rules: [] });
  desk.proxy.forget();
  await uploadFiles(desk.store, files, { cacheDir });
  assertEquals(desk.asked().CreateMultipartUpload, undefined);
  assertEquals([(await desk.keys()).length, await desk.halfSent()], [1, 0]);
});
