import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { createSession, DeadlineError } from "@deadline/client";
import {
  downloadJobOutputs,
  type DownloadSummary,
  IncompleteDownloadError,
} from "@deadline/client/attachments";
import { type FaultRule, startFaultProxy } from "../../../farm/faults/mod.ts";
import { noise, openDesk, putOutputs, submitJob } from "./_desk.ts";

/** Whether to break every call in every way, rather than a sample of them. */
const ALL = Deno.env.get("DOWNLOAD_FAULTS") === "all";
const SAMPLE = 6;

type End = "success" | "error" | "either";

/** What can happen to a call, and how the download may end then. */
const WEATHER: Record<string, { rule: Omit<FaultRule, "operation">; end: End; stops?: true }> = {
  "fails once": {
    rule: { times: 1, error: { status: 500, code: "InternalError" } },
    end: "success",
  },
  "fails for good": { rule: { error: { status: 503, code: "SlowDown" } }, end: "error" },
  "is refused": { rule: { error: { status: 403, code: "AccessDenied" } }, end: "error" },
  "is reset before": { rule: { times: 1, reset: "before" }, end: "success" },
  "is reset after": { rule: { times: 1, reset: "after" }, end: "success" },
  "stands still once": { rule: { times: 1, stall: "before" }, end: "either" },
  "stands still for good": { rule: { stall: "after" }, end: "error" },
  "stands still and is cancelled": { rule: { stall: "before" }, end: "error", stops: true },
  "is cut off once": { rule: { times: 1, truncate: { bytes: 20 } }, end: "success" },
  "is cut off for good": { rule: { truncate: { bytes: 20 } }, end: "either" },
};
/** Without an answer to it a download goes on: it is only asked who owns the bucket. */
const OPTIONAL = ["GetCallerIdentity"];

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
  const cases = [...calls.entries()].flatMap(([index, operation]) => {
    const after = calls.slice(0, index).filter((each) => each === operation).length;
    return Object.keys(WEATHER).map((name) => ({ operation, after, name }));
  });
  assert(cases.length > 80);
  // Prime to the number of weathers, so that the sample has one of each kind.
  const step = ALL ? 1 : Math.ceil(cases.length / SAMPLE / 10) * 10 + 1;
  for (let index = 0; index < cases.length; index += step) {
    const { operation, after, name } = cases[index];
    const what = `${operation} ${after + 1} ${name}`;
    const { rule, end, stops } = WEATHER[name];
    await Deno.remove(root, { recursive: true });
    proxy.forget();
    proxy.change({ rules: [{ operation, after, ...rule }], seed: 1 });
    const stop = new AbortController();
    const reason = new Error("enough");
    if (stops) proxy.sighting(({ fault }) => fault !== undefined).then(() => stop.abort(reason));
    const result = await download(stops && stop.signal).catch((error: unknown) => error);
    if (stops) assert(result === reason || OPTIONAL.includes(operation), what);
    else if (result instanceof Error) {
      assert(
        result instanceof DeadlineError || result instanceof IncompleteDownloadError,
        `${what}: ${result}`,
      );
      assert(end !== "success", `${what}: ${result.message}`);
    } else assert(end !== "error" || OPTIONAL.includes(operation), `${what}: it succeeded`);

    proxy.change({ rules: [] });
    await download();
    assertEquals(await Array.fromAsync(names(root)), ["a", "b/c", "large"], what);
    assertEquals(await Deno.readFile(join(root, "large")), files.large, what);
  }
});

/** All files below a folder, those of runs that were stopped too. */
async function* names(folder: string, way = ""): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* names(join(folder, name), `${way}${name}/`);
    else yield way + name;
  }
}
