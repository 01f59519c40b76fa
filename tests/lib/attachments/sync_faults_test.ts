import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { createSession, DeadlineError } from "@deadline/client";
import {
  readSyncCheckpoint,
  syncQueueOutputs,
  type SyncSummary,
} from "@deadline/client/attachments";
import { startFaultProxy } from "../../../farm/faults/mod.ts";
import { callFaults, OPTIONAL_CALLS } from "./_call_weather.ts";
import {
  type Bytes,
  type Desk,
  namesBelow,
  noise,
  openDesk,
  putOutputs,
  submitJob,
} from "./_desk.ts";
import { runTasks } from "./_rendered_job.ts";

/** Whether to break every call in every way, rather than a sample of them. */
const ALL = Deno.env.get("SYNC_FAULTS") === "all";
const SAMPLE = 6;
const TIME = "2026-01-01T00:00:00.000000Z";

Deno.test("whatever happens to a call, a sync ends well, with a clear error or cancelled, its checkpoint tells of nothing that is not there, and the next one completes it", async () => {
  await using desk = await openDesk();
  const { farmId, queueId } = desk.on.queue;
  const { endpoint, region, credentials } = desk.on.farm;
  const [known, root] = ["known", "root"].map((name) => join(desk.folder, name));
  const [checkpointDir, before] = ["checkpoints", "before"].map((name) => join(desk.folder, name));
  await using proxy = await startFaultProxy({ target: endpoint });
  const sync = async ({ timeout = 10_000, signal }: {
    timeout?: number;
    signal?: AbortSignal | undefined;
  } = {}): Promise<SyncSummary> => {
    await using session = createSession({
      endpoint: proxy.endpoint,
      region,
      credentials,
      maxAttempts: 3,
      timeout,
    });
    const input = { farmId, queueId, checkpointDir, lookback: 600_000 };
    return await syncQueueOutputs(input, { session, signal });
  };
  await render(desk, known, { one: "1" });
  await sync();
  await copyFolder(checkpointDir, before);
  const files = { a: "abc", "b/c": noise(100_000), large: noise(9 * 2 ** 20, 2) };
  const jobId = await render(desk, root, files);
  proxy.forget();
  const { checkpointPath } = await sync();
  const name = checkpointPath.slice(checkpointDir.length);
  const settled = await namesBelow(checkpointDir);
  const calls = proxy.seen.map(({ operation }) => operation);
  assert(calls.length > 12, calls.join());
  for (const { operation, after, weather, what } of callFaults(calls, ALL ? undefined : SAMPLE)) {
    const { rule, end, stops } = weather;
    await Deno.remove(root, { recursive: true });
    await Deno.remove(checkpointDir, { recursive: true });
    await copyFolder(before, checkpointDir);
    proxy.forget();
    proxy.change({ rules: [{ operation, after, ...rule }], seed: 1 });
    const stop = new AbortController();
    const reason = new Error("enough");
    if (stops) proxy.sighting(({ fault }) => fault !== undefined).then(() => stop.abort(reason));
    const short = { timeout: 1_000, signal: stops && stop.signal };
    const result = await sync(short).catch((error: unknown) => error);
    if (stops) assert(result === reason || OPTIONAL_CALLS.includes(operation), what);
    const isError = result instanceof Error || (result as SyncSummary).failed.length > 0;
    if (!stops && isError) {
      assert(!(result instanceof Error) || result instanceof DeadlineError, `${what}: ${result}`);
      assert(end !== "success", `${what}: ${Deno.inspect(result)}`);
    } else if (!stops) assert(end !== "error" || OPTIONAL_CALLS.includes(operation), what);

    const checkpoint = await readSyncCheckpoint(join(checkpointDir, name));
    const isRecorded = checkpoint!.jobs.some(({ job }) => job.jobId === jobId);
    assertEquals(isRecorded, !isError, `${what}: whether the checkpoint tells of the job`);
    if (!isError) await assertThere(root, files, what);
    if (result instanceof Error) {
      const [was, is] = await Promise.all(
        [before, checkpointDir].map((folder) => Deno.readTextFile(join(folder, name))),
      );
      assertEquals(is, was, what);
    }
    assertEquals(await namesBelow(checkpointDir), settled, what);

    proxy.change({ rules: [] });
    const { failed } = await sync();
    assertEquals(failed, [], what);
    await assertThere(root, files, what);
    const last = await readSyncCheckpoint(join(checkpointDir, name));
    assert(last!.jobs.some(({ job }) => job.jobId === jobId), what);
  }
});

/** A job whose first task makes these files. */
async function render(
  desk: Desk,
  root: string,
  files: Record<string, Bytes>,
): Promise<string> {
  const { farmId, queueId, jobId } = await submitJob(desk, [{ rootPath: root }]);
  let isFirst = true;
  await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
    if (!isFirst) return;
    isFirst = false;
    const place = `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/${TIME}_${sessionActionId}`;
    await putOutputs(desk.store, place, root, files);
  });
  return jobId;
}

/** All files are there with their bytes, and no other. */
async function assertThere(
  root: string,
  files: Record<string, Bytes>,
  what: string,
): Promise<void> {
  assertEquals(await namesBelow(root), Object.keys(files).sort(), what);
  for (const [name, bytes] of Object.entries(files)) {
    const wanted = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    assertEquals(await Deno.readFile(join(root, name)), wanted, `${what}: ${name}`);
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for (const name of await namesBelow(from)) await Deno.copyFile(join(from, name), join(to, name));
}
