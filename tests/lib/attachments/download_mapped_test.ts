import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CreateStorageProfileCommand, UpdateQueueCommand } from "@aws-sdk/client-deadline";
import {
  DestinationError,
  DiskFullError,
  downloadFiles,
  downloadJobInputs,
  downloadJobOutputs,
  NothingToDownloadError,
  syncQueueOutputs,
} from "@deadline/client/attachments";
import { submit, template } from "../../farm/_farm.ts";
import {
  type Desk,
  filesBelow,
  openDesk,
  putFiles,
  putOutputs,
  readTree,
  submitJob,
} from "./_desk.ts";
import { runTasks } from "./_rendered_job.ts";

async function profile(
  { on }: Desk,
  displayName: string,
  osFamily: "LINUX" | "WINDOWS",
  places: Record<string, string>,
): Promise<string> {
  const { storageProfileId } = await on.client.send(
    new CreateStorageProfileCommand({
      farmId: on.queue.farmId,
      displayName,
      osFamily,
      fileSystemLocations: Object.entries(places).map(([name, path]) => ({
        name,
        path,
        type: "SHARED",
      })),
    }),
  );
  await on.client.send(
    new UpdateQueueCommand({ ...on.queue, allowedStorageProfileIdsToAdd: [storageProfileId!] }),
  );
  return storageProfileId!;
}

/** A job of a Windows workstation that has written below `X:\shows`, and beside it. */
async function fromWindows(desk: Desk) {
  const theirs = await profile(desk, "Workstation", "WINDOWS", { Shows: "X:\\shows" });
  const place = join(desk.folder, "mnt/shows");
  await Deno.mkdir(place, { recursive: true });
  const mine = await profile(desk, "Here", "LINUX", { Shows: place });
  const root = "X:\\";
  const jobId = await submit(desk.on, template([{ name: "Step", frames: "1-1" }]), {
    storageProfileId: theirs,
    attachments: {
      manifests: [{ rootPath: root, rootPathFormat: "windows", outputRelativeDirectories: ["."] }],
      fileSystem: "COPIED",
    },
  });
  const ids = { ...desk.on.queue, jobId };
  await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
    const time = "2026-01-01T00:00:00.000000Z";
    const way =
      `${ids.farmId}/${ids.queueId}/${jobId}/${stepId}/${taskId}/${time}_${sessionActionId}`;
    const files = { "Shows/one/a.exr": "a", "shows/b.exr": "b", "elsewhere/c.exr": "c" };
    await putOutputs(desk.store, way, root, files);
  });
  return { ids, mine, theirs, place };
}

Deno.test("outputs of another system go where the storage profiles say, wherever that is", async () => {
  await using desk = await openDesk();
  const { session } = desk;
  const { ids, mine, place } = await fromWindows(desk);
  const unmapped: number[] = [];
  const summary = await downloadJobOutputs({ ...ids, storageProfileId: mine }, {
    session,
    onUnmapped: (count) => unmapped.push(count),
  });
  assertEquals([summary.files, unmapped], [2, [1]]);
  assertEquals(await readTree(place), { "b.exr": "b", "one/a.exr": "a" });
  const bare = await assertRejects(
    () => downloadJobOutputs(ids, { session }),
    DestinationError,
  );
  assertEquals(new Set(bare.problems.map(({ problem }) => problem)), new Set(["foreign"]));
  const to = join(desk.folder, "elsewhere");
  await downloadJobOutputs({ ...ids, roots: { "X:\\": to }, include: ["*/c.exr"] }, { session });
  assertEquals(await readTree(to), { "elsewhere/c.exr": "c" });
});

Deno.test("a sync maps paths by storage profiles, and tells of what has no place", async () => {
  await using desk = await openDesk();
  const { ids, mine, place } = await fromWindows(desk);
  const warnings: string[] = [];
  const silent = { section() {}, field() {}, line() {}, entry() {}, error() {}, settled() {} };
  const summary = await syncQueueOutputs({
    farmId: ids.farmId,
    queueId: ids.queueId,
    storageProfileId: mine,
    checkpointDir: join(desk.folder, "checkpoints"),
    lookback: 600_000,
  }, { session: desk.session, report: { ...silent, warning: (text) => void warnings.push(text) } });
  assertEquals([summary.files, summary.unmappedJobs], [2, 1]);
  assertEquals(warnings, ["unmapped output paths, these files will not be downloaded"]);
  assertEquals(summary.statusFiles, [
    join(place, ".deadline", `${ids.queueId}_download_status.json`),
  ]);
  assertEquals(await Deno.readTextFile(join(place, "one/a.exr")), "a");
});

Deno.test("nothing to download is an error that says why", async () => {
  await using desk = await openDesk();
  const { session } = desk;
  const ids = await submitJob(desk);
  const why = async (body: () => Promise<unknown>) =>
    (await assertRejects(body, NothingToDownloadError)).why;
  assertEquals(await why(() => downloadJobOutputs(ids, { session })), "no outputs");
  assertEquals(await why(() => downloadJobInputs(ids, { session })), "no inputs");
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/step-1/2026_sessionaction-a-1`;
  await putOutputs(desk.store, place, join(desk.folder, "root"), { a: "a" });
  const none = () => downloadJobOutputs({ ...ids, include: ["*.exr"] }, { session });
  assertEquals(await why(none), "no match");
});

Deno.test("files that do not fit on the disk are not begun", async () => {
  await using desk = await openDesk();
  const { store, folder } = desk;
  const manifest = await putFiles(store, { a: "abc" });
  const huge = { ...filesBelow(folder, manifest)[0], size: 2 ** 52, path: join(folder, "huge") };
  const error = await assertRejects(() => downloadFiles(store, [huge]), DiskFullError);
  assert(error.available < error.needed);
  assertEquals(await readTree(folder), {});
});
