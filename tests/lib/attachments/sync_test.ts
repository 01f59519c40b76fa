import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  callStore,
  dataKey,
  encodeSyncCheckpoint,
  lockSync,
  readSyncCheckpoint,
  SyncLockedError,
  syncQueueOutputs,
  type SyncSummary,
} from "@deadline/client/attachments";
import { type Desk, openDesk, putFiles, putOutputs, readTree, submitJob } from "./_desk.ts";
import { runTasks } from "./_rendered_job.ts";

const TIME = "2026-01-01T00:00:00.000000Z";

/** A job below a root, whose tasks write a file each, named as told. */
async function render(
  desk: Desk,
  root: string,
  file: (task: number) => string | undefined,
): Promise<string> {
  const { farmId, queueId, jobId } = await submitJob(desk, [{ rootPath: root }]);
  let count = 0;
  await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
    const name = file(++count);
    if (name === undefined) return "FAILED";
    const place = `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/${TIME}_${sessionActionId}`;
    await putOutputs(desk.store, place, root, { [name]: `${name} of ${count}` });
  });
  return jobId;
}

function sync(desk: Desk, more: object = {}): Promise<SyncSummary> {
  const { farmId, queueId } = desk.on.queue;
  const checkpointDir = join(desk.folder, "checkpoints");
  const input = { farmId, queueId, checkpointDir, lookback: 600_000, ...more };
  return syncQueueOutputs(input, { session: desk.session });
}

Deno.test("a sync downloads what has come since the last one, and each file once", async () => {
  await using desk = await openDesk();
  const root = join(desk.folder, "root");
  await render(desk, root, (task) => `frame-${task}`);
  const dry = await sync(desk, { dryRun: true });
  assertEquals([dry.files, dry.statusFiles], [2, []]);
  assertEquals(await Array.fromAsync(Deno.readDir(join(desk.folder, "checkpoints"))), []);

  const first = await sync(desk);
  assertEquals([first.files, first.taskRuns, first.failed], [2, 2, []]);
  assertEquals(await readTree(root), { "frame-1": "frame-1 of 1", "frame-2": "frame-2 of 2" });
  await Deno.remove(root, { recursive: true });
  const second = await sync(desk);
  assertEquals([second.files, second.hasNews], [0, false]);

  await render(desk, root, (task) => `other-${task}`);
  const third = await sync(desk);
  assertEquals([third.files, third.jobs.unchanged], [2, 1]);
  assertEquals(Object.keys(await readTree(root)), ["other-1", "other-2"]);
  const checkpoint = await readSyncCheckpoint(third.checkpointPath);
  assertEquals(checkpoint!.jobs.length, 2);
  if (Deno.build.os !== "windows") {
    assertEquals((await Deno.stat(third.checkpointPath)).mode! & 0o777, 0o600);
  }
});

Deno.test("the checkpoint has the members, the order and the white space of the Python client", async () => {
  await using desk = await openDesk();
  await render(desk, join(desk.folder, "é"), (task) => `frame-${task}`);
  const { checkpointPath } = await sync(desk);
  const { queueId } = desk.on.queue;
  const name = `${queueId}_ignore-storage-profiles_download_checkpoint.json`;
  assertStringIncludes(checkpointPath, name);
  const text = await Deno.readTextFile(checkpointPath);
  const checkpoint = JSON.parse(text);
  assertEquals(Object.keys(checkpoint), [
    "localStorageProfileId",
    "downloadsStartedTimestamp",
    "eventualConsistencyMaxSeconds",
    "jobs",
    "downloadsCompletedTimestamp",
  ]);
  assertEquals(encodeSyncCheckpoint(checkpoint), text);
  assert(text.startsWith('{\n  "localStorageProfileId": null,\n  "downloadsStartedTimestamp": "'));
  assertStringIncludes(text, "/\\u00e9");
  assert(text.endsWith('+00:00"\n}'));
  const [{ job, sessionEndedTimestamp, sessionCompletedIndexes }] = checkpoint.jobs;
  assertEquals(Object.keys(job).slice(0, 3), ["jobId", "queueId", "name"]);
  assertEquals(Object.keys(job).slice(-2), ["attachments", "storageProfileId"]);
  assert(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/.test(job.createdAt));
  assert(sessionEndedTimestamp === undefined || sessionEndedTimestamp.endsWith("+00:00"));
  assertEquals(Object.values(sessionCompletedIndexes).length, 1);
});

Deno.test("a job that cannot be downloaded does not hold up others, and is tried five times", async () => {
  await using desk = await openDesk();
  const [good, bad] = [join(desk.folder, "good"), join(desk.folder, "bad")];
  await render(desk, good, (task) => `${task}`);
  const jobId = await render(desk, bad, (task) => `${task}`);
  const { hash } = (await putFiles(desk.store, { "1": "1 of 1" })).paths[0];
  const lost = await putFiles(desk.store, { "2": "2 of 2" });
  await callStore(desk.store, "DeleteObject", { Key: dataKey(desk.store, lost.paths[0].hash) });
  await callStore(desk.store, "DeleteObject", { Key: dataKey(desk.store, hash) });
  const place = join(desk.folder, "checkpoints");
  const failedPath = join(
    place,
    `${desk.on.queue.queueId}_ignore-storage-profiles_failed_jobs.json`,
  );
  for (let run = 1; run <= 5; run++) {
    const { failed } = await sync(desk);
    assertEquals(
      failed.some((each) => each.jobId === jobId && each.code === "PATH_NOT_FOUND"),
      true,
    );
    const counts = JSON.parse(await Deno.readTextFile(failedPath));
    assertEquals(counts[jobId], run);
  }
  assertEquals((await sync(desk)).failed.filter((each) => each.jobId === jobId), []);
  const anew = await sync(desk, { forceBootstrap: true });
  assertEquals(anew.failed.some((each) => each.jobId === jobId), true);
});

Deno.test("status files tell of jobs and tasks, and of tasks that failed on the farm", async () => {
  await using desk = await openDesk();
  const jobId = await render(
    desk,
    join(desk.folder, "root"),
    (task) => task === 1 ? "one" : undefined,
  );
  const monitor = join(desk.folder, "monitor");
  const { statusFiles: [path] } = await sync(desk, { defaultCheckpointDir: monitor });
  const text = await Deno.readTextFile(path);
  const status = JSON.parse(text);
  assertEquals(JSON.stringify(status), text);
  assertEquals(status.schema_version, 1);
  assertEquals(status.sync_metadata.last_run_status, "success");
  const { tasks, total_files, downloaded_files } = status.jobs[jobId];
  assertEquals([total_files, downloaded_files], [1, 1]);
  const told = Object.values<{ download_status: string }>(tasks).map((task) =>
    task.download_status
  );
  assertEquals(told.sort(), ["downloaded", "farm_failed"]);
  const [pointer] = await Array.fromAsync(Deno.readDir(monitor), ({ name }) => join(monitor, name));
  assertEquals(JSON.parse(await Deno.readTextFile(pointer)), {
    schema_version: 1,
    status_file_path: path,
  });
});

Deno.test("one process at a time syncs a queue, and a lock that was left behind is no lock", async () => {
  await using desk = await openDesk();
  const path = join(desk.folder, "lock.pid");
  {
    await using _lock = await lockSync(path);
    assertEquals(await Deno.readTextFile(path), String(Deno.pid));
    await assertRejects(() => lockSync(path), SyncLockedError, `pid ${Deno.pid} already holds`);
  }
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  for (const left of ["999999999", "no number", ""]) {
    await Deno.writeTextFile(path, left);
    await using _lock = await lockSync(path);
    assertEquals(await Deno.readTextFile(path), String(Deno.pid));
  }
  const left = await Array.fromAsync(Deno.readDir(desk.folder), ({ name }) => name);
  assertEquals(left, []);
});

Deno.test("a checkpoint of other options, or one that is broken, says what to do", async () => {
  await using desk = await openDesk();
  const { checkpointPath } = await sync(desk);
  const checkpoint = (await readSyncCheckpoint(checkpointPath))!;
  const other = encodeSyncCheckpoint({ ...checkpoint, localStorageProfileId: "sp-1" });
  await Deno.writeTextFile(checkpointPath, other);
  await assertRejects(() => sync(desk), RangeError, "without the --ignore-storage-profiles");
  for (const text of ["{", "[]", "{}", other.replace("downloadsStarted", "x")]) {
    await Deno.writeTextFile(checkpointPath, text);
    await assertRejects(() => sync(desk), SyntaxError, "--force-bootstrap");
  }
});

Deno.test("an abort in the midst of a sync records nothing", async () => {
  await using desk = await openDesk();
  await render(desk, join(desk.folder, "root"), (task) => `${task}`);
  const { session } = await desk.through([{ operation: "GetObject", stall: "before", after: 2 }]);
  const stop = new AbortController();
  const { farmId, queueId } = desk.on.queue;
  const checkpointDir = join(desk.folder, "checkpoints");
  const input = { farmId, queueId, checkpointDir, lookback: 600_000 };
  const reason = new Error("enough");
  const silent = { section() {}, field() {}, entry() {}, warning() {}, error() {}, settled() {} };
  const report = {
    ...silent,
    line: (text: string) => text.includes("to download") && stop.abort(reason),
  };
  const run = syncQueueOutputs(input, { session, signal: stop.signal, report });
  assert(await run.catch((error) => error) === reason);
  assertEquals(await Array.fromAsync(Deno.readDir(checkpointDir)), []);
});
