import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DeadlineError } from "@deadline/client";
import {
  callStore,
  encodeManifest,
  listJobInputs,
  listJobOutputs,
  type Manifest,
  ManifestDecodeError,
  manifestKey,
  openAttachment,
  xxh128,
} from "@deadline/client/attachments";
import { listKeys } from "../../../lib/attachments/download/_list_keys.ts";
import { steps, tasks } from "../../farm/_farm.ts";
import { type Desk, noise, openDesk, putFiles, putOutputs, submitJob } from "./_desk.ts";

const ROOT = "/proj/shot";
const ACTION = "sessionaction-0123456789abcdef0123456789abcdef-";

function paths(manifest: Manifest): string[] {
  return manifest.paths.map(({ path }) => path);
}

/** A job with outputs of two runs of its first task, one of its second, and two of no task. */
async function rendered(desk: Desk) {
  const ids = await submitJob(desk, [{ rootPath: ROOT }]);
  const { stepId } = (await steps(desk.on, ids.jobId))[0]!;
  const [one, two] = (await tasks(desk.on, ids.jobId)).map(({ taskId }) => taskId!);
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/${stepId}`;
  const put = (way: string, root: string, files: Record<string, string>) =>
    putOutputs(desk.store, `${place}/${way}`, root, files);
  await put(`${one}/2026-01-01T00:00:00.000000Z_${ACTION}1`, ROOT, { "old.txt": "old", "1": "a" });
  await put(`${one}/2026-01-02T00:00:00.000000Z_${ACTION}2`, ROOT, { "1": "b" });
  await put(`${one}/2026-01-02T00:00:00.000000Z_${ACTION}2`, "/élan", { "1": "c" });
  await put(`${two}/2026-01-01T00:00:00.000000Z_${ACTION}3`, ROOT, { "2": "d" });
  await put(`2026-01-01T00:00:00.000000Z_${ACTION}4`, ROOT, { "4": "e", both: "first" });
  await put(`2026-01-02T00:00:00.000000Z_${ACTION}5`, ROOT, { "5": "f", both: "second" });
  return { ids, stepId: stepId!, one: one!, two: two!, place };
}

Deno.test("of each task the newest outputs count, of whole chunks all, and the later file wins", async () => {
  await using desk = await openDesk();
  const { session, store } = desk;
  const { ids, stepId, one, two } = await rendered(desk);
  const groups = await listJobOutputs(ids, { session });
  const byRoot = new Map(groups.map((group) => [group.rootPath, group]));
  assertEquals([...byRoot.keys()].sort(), [ROOT, "/élan"]);
  const main = byRoot.get(ROOT)!;
  assertEquals(paths(main.manifest), ["1", "2", "4", "5", "both"]);
  assertEquals([main.rootPathFormat, main.outputRelativeDirectories], ["posix", ["out"]]);
  const hashOf = (path: string) => main.manifest.paths.find((file) => file.path === path)!.hash;
  assertEquals(hashOf("1"), await xxh128("b"));
  assertEquals(hashOf("both"), await xxh128("second"));

  const ofTask = await listJobOutputs({ ...ids, stepId, taskId: two }, { session, store });
  assertEquals(ofTask.map(({ manifest }) => paths(manifest)), [["2"]]);
  const ofOther = await listJobOutputs({ ...ids, stepId, taskId: one }, { session, store });
  assertEquals(ofOther.length, 2);
  await assertRejects(() => listJobOutputs({ ...ids, taskId: one }, { session }), TypeError);
});

Deno.test("a job without outputs has none, which is not the same as one that may not be looked at", async () => {
  await using desk = await openDesk();
  const { session, store } = desk;
  const ids = await submitJob(desk);
  assertEquals(await listJobOutputs(ids, { session }), []);
  assertEquals(await listJobInputs(ids, { session }), []);
  const stranger = { ...store, expectedBucketOwner: "999999999999" };
  const error = await assertRejects(
    () => listJobOutputs(ids, { session, store: stranger }),
    DeadlineError,
  );
  assertEquals(error.status, 403);
  assertStringIncludes(error.message, 'bucket "attachments", key "DeadlineCloud/Manifests/');
  assertStringIncludes(error.hint ?? "", "s3:ListBucket");
});

Deno.test("keys of more than one page of a list are all found, in order", async () => {
  await using desk = await openDesk();
  const { session, store } = desk;
  const { ids } = await rendered(desk);
  const prefix = manifestKey(store, `${ids.farmId}/${ids.queueId}/${ids.jobId}/`);
  const all = await listKeys(store, prefix, { session });
  assertEquals(all.length, 6);
  for (const pageSize of [1, 2, 5, 6]) {
    assertEquals(await listKeys(store, prefix, { session, pageSize }), all);
  }
});

Deno.test("a manifest that does not tell its root, or is broken, is named", async () => {
  await using desk = await openDesk();
  const { session, store } = desk;
  const ids = await submitJob(desk);
  const Key = manifestKey(
    store,
    `${ids.farmId}/${ids.queueId}/${ids.jobId}/step-1/task-1/2026_${ACTION}1/x_output`,
  );
  const Body = new TextEncoder().encode(encodeManifest(await putFiles(store, { a: "a" })));
  await callStore(store, "PutObject", { Key, Body });
  const missing = await assertRejects(() => listJobOutputs(ids, { session }), ManifestDecodeError);
  assertStringIncludes(missing.message, `"asset-root" is missing in the metadata of "s3://`);
  await callStore(store, "PutObject", { Key, Body: Body.subarray(1) });
  const broken = await assertRejects(() => listJobOutputs(ids, { session }), ManifestDecodeError);
  assertStringIncludes(broken.message, Key);
});

Deno.test("inputs of a job are listed by their roots, and opened as streams without a file", async () => {
  await using desk = await openDesk();
  const { session, store } = desk;
  const manifest = await putFiles(store, { "in/a.txt": "0123456789" });
  const way = "farm/queue/Inputs/guid/root_input";
  const Body = new TextEncoder().encode(encodeManifest(manifest));
  await callStore(store, "PutObject", { Key: manifestKey(store, way), Body });
  const ids = await submitJob(desk, [
    { rootPath: ROOT, inputManifestPath: way },
    { rootPath: "/only/outputs" },
  ]);
  const groups = await listJobInputs(ids, { session });
  assertEquals(groups.map(({ rootPath, manifest }) => [rootPath, paths(manifest)]), [[ROOT, [
    "in/a.txt",
  ]]]);
  const [file] = groups[0].manifest.paths;
  const read = async (range?: { start: number; end: number }) =>
    await new Response(await openAttachment(store, file, { range })).text();
  assertEquals(await read(), "0123456789");
  assertEquals(await read({ start: 2, end: 5 }), "234");
  assertEquals(await read({ start: 4, end: 4 }), "");
  await assertRejects(() => read({ start: 2, end: 11 }), RangeError);
  const stop = new AbortController();
  const stream = await openAttachment(store, file, { signal: stop.signal });
  const reason = new Error("left");
  stop.abort(reason);
  assert(await stream.getReader().read().catch((error) => error) === reason);
});

Deno.test("a stream of a file goes on where a connection broke, and cancelling it closes the connection", async () => {
  await using desk = await openDesk();
  const bytes = noise(3_000_000);
  const [file] = (await putFiles(desk.store, { file: bytes })).paths;
  const { store } = await desk.through([
    { operation: "GetObject", truncate: { bytes: 500_000 }, times: 3 },
  ]);
  assertEquals(await new Response(await openAttachment(store, file)).bytes(), bytes);
  const slow = { operation: "GetObject", slowBody: { bytesPerSecond: 100_000 } };
  const far = await desk.through([slow]);
  const reader = (await openAttachment(far.store, file)).getReader();
  await reader.read();
  await reader.cancel();
  await far.proxy.sighting(({ operation, clientLeftAt }) =>
    operation === "GetObject" && clientLeftAt !== undefined
  );
  const gone = { hash: "0".repeat(32), size: 5 };
  const stream = await openAttachment(desk.store, gone);
  const error = await assertRejects(() => new Response(stream).text(), DeadlineError);
  assertEquals(error.status, 404);
});
