import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { createSession, DeadlineError } from "@deadline/client";
import {
  downloadJobOutputs,
  type DownloadSummary,
  IncompleteDownloadError,
} from "@deadline/client/attachments";
import { startFaultProxy } from "../../../farm/faults/mod.ts";
import { callFaults, OPTIONAL_CALLS } from "./_call_weather.ts";
import { namesBelow, noise, openDesk, putOutputs, submitJob } from "./_desk.ts";

/** Whether to break every call in every way, rather than a sample of them. */
const ALL = Deno.env.get("DOWNLOAD_FAULTS") === "all";
const SAMPLE = 6;

Deno.test("whatever happens to a call, a download ends well, with a clear error or cancelled; the next one completes it", async () => {
  await using desk = await openDesk();
  const root = join(desk.folder, "root");
  const ids = await submitJob(desk, [{ rootPath: root }]);
  const files = { a: "abc", "b/c": noise(100_000), large: noise(9 * 2 ** 20, 2) };
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/step-1/task-1/2026_sessionaction-1`;
  await putOutputs(desk.store, place, root, files);
  const { endpoint, region, credentials } = desk.on.farm;
  await using proxy = await startFaultProxy({ target: endpoint });
  const download = async (signal?: AbortSignal): Promise<DownloadSummary> => {
    await using session = createSession({
      endpoint: proxy.endpoint,
      region,
      credentials,
      maxAttempts: 3,
      timeout: 400,
    });
    return await downloadJobOutputs({ ...ids, conflict: "OVERWRITE" }, { session, signal });
  };
  await download();
  const calls = proxy.seen.map(({ operation }) => operation);
  assert(calls.length > 8);
  for (const { operation, after, weather, what } of callFaults(calls, ALL ? undefined : SAMPLE)) {
    const { rule, end, stops } = weather;
    await Deno.remove(root, { recursive: true });
    proxy.forget();
    proxy.change({ rules: [{ operation, after, ...rule }], seed: 1 });
    const stop = new AbortController();
    const reason = new Error("enough");
    if (stops) proxy.sighting(({ fault }) => fault !== undefined).then(() => stop.abort(reason));
    const result = await download(stops && stop.signal).catch((error: unknown) => error);
    if (stops) assert(result === reason || OPTIONAL_CALLS.includes(operation), what);
    else if (result instanceof Error) {
      assert(
        result instanceof DeadlineError || result instanceof IncompleteDownloadError,
        `${what}: ${result}`,
      );
      assert(end !== "success", `${what}: ${result.message}`);
    } else assert(end !== "error" || OPTIONAL_CALLS.includes(operation), `${what}: it succeeded`);

    proxy.change({ rules: [] });
    await download();
    assertEquals(await namesBelow(root), ["a", "b/c", "large"], what);
    assertEquals(await Deno.readFile(join(root, "large")), files.large, what);
  }
});
