import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { createSession, DeadlineError, listJobs } from "@deadline/client";
import { callStore, openQueueStore } from "@deadline/client/attachments";
import { submitBundle } from "@deadline/client/bundle";
import { type FaultRule, startFaultProxy } from "../../farm/faults/mod.ts";
import { testFarm } from "../farm/_farm.ts";
import { noise } from "./attachments/_uploads.ts";

/** Every call of a submission, in its order. */
const OPERATIONS = [
  "GetQueue",
  "ListQueueEnvironments",
  "AssumeQueueRoleForUser",
  "GetCallerIdentity",
  "HeadObject",
  "CreateMultipartUpload",
  "UploadPart",
  "CompleteMultipartUpload",
  "PutObject",
  "CreateJob",
  "GetJob",
];
const FAULTS: Record<string, Omit<FaultRule, "operation">> = {
  "is denied": { error: { status: 403, code: "AccessDeniedException" } },
  "fails": { error: { status: 500, code: "InternalServerErrorException" } },
  "fails once": { times: 1, error: { status: 500, code: "InternalServerErrorException" } },
  "is throttled once": { times: 1, throttle: { retryAfterSeconds: 0.05 } },
  "stalls before it takes effect": { stall: "before" },
  "stalls after it took effect": { stall: "after" },
  "is reset before it takes effect": { reset: "before" },
  "is reset once after it took effect": { times: 1, reset: "after" },
  "is reset after it took effect": { reset: "after" },
  "is cut off in its answer": { times: 1, truncate: { bytes: 1 } },
  "is stopped by the user": { stall: "before" },
};
/** All of the matrix takes minutes; every day a part of it is run, always the same. */
const ALL = Deno.env.get("SUBMIT_FAULTS") === "all";
const EVERY = 11;
/** Milliseconds that the calls of a first submission may take, if one of them stalls; and if none does. */
const [SHORT, LONG] = [1_500, 30_000];
const STOPPED = new Error("stopped by the user");

const cases = OPERATIONS.flatMap((operation, row) =>
  Object.entries(FAULTS).map(([what, rule], column) => ({
    name: `${operation} ${what}`,
    rule: { ...rule, operation },
    isStop: what === "is stopped by the user",
    // A diagonal has every operation and every fault once.
    isDaily: (row + column) % EVERY === 0,
  }))
).filter(({ isDaily }) => ALL || isDaily);

Deno.test("whatever call of a submission goes wrong, a second one completes it: one job, nothing left behind", async (t) => {
  await using on = await testFarm({ bucket: "attachments" });
  await using proxy = await startFaultProxy({ target: on.farm.endpoint });
  const { endpoint, region, credentials, farmId, queueId } = on.farm;
  const ids = { farmId, queueId };
  await using direct = createSession({ endpoint, region, credentials });
  const store = await openQueueStore(ids, { session: direct });
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const large = noise(9 * 2 ** 20);
  for (const [number, { name, rule, isStop }] of cases.entries()) {
    await t.step(name, async () => {
      const bundle = join(folder, `${number}`);
      const cacheDir = join(folder, "cache");
      await Deno.mkdir(bundle);
      // Content that no other case has, so that nothing of it is there.
      large.set(new TextEncoder().encode(`${number};`));
      await Deno.writeFile(join(bundle, "large"), large);
      for (const file of ["a", "b"]) {
        await Deno.writeTextFile(join(bundle, file), `${file} ${number}`);
      }
      await Deno.writeTextFile(join(bundle, "template.json"), JSON.stringify(templateOf(name)));
      const clientToken = crypto.randomUUID();
      const submit = async (
        { signal, timeout }: { signal?: AbortSignal; timeout?: number } = {},
      ) => {
        await using session = createSession({
          endpoint: proxy.endpoint,
          region,
          credentials,
          timeout,
        });
        return await submitBundle(bundle, { ...ids, clientToken }, {
          session,
          cacheDir,
          signal,
          timeout,
        });
      };
      proxy.forget();
      proxy.change({ rules: [rule] });
      const stop = new AbortController();
      if (isStop) {
        proxy.sighting(({ operation }) => operation === rule.operation)
          .then(() => stop.abort(STOPPED));
      }
      const timeout = rule.stall && !isStop ? SHORT : LONG;
      const first = await submit({ signal: stop.signal, timeout }).then(
        () => undefined,
        (error) => error,
      );
      const befell = proxy.seen.some(({ fault }) => fault);
      proxy.change({ rules: [] });
      // First of all, so that nothing of this case is left for the next.
      const { jobId } = await submit();
      // On a machine that is busy another call may have taken too long before.
      const isBusy = first instanceof DeadlineError && first.code === "Timeout";
      assert(befell || isBusy, `the fault befell nothing: ${first}`);
      if (isStop) assertEquals(first, STOPPED);
      else if (first) {
        assert(first instanceof DeadlineError, `${first}`);
        assert(first.message.length > 20 && first.hint, `${first.message} ${first.hint}`);
      }
      const jobs = await listJobs(ids, { session: direct }).toArray();
      assertEquals(jobs.filter((job) => job.name === name).map((job) => job.jobId), [jobId]);
      const { Uploads = [] } = await callStore(store, "ListMultipartUploads", {});
      assertEquals(Uploads.map(({ Key }) => Key), []);
      const left = [...Deno.readDirSync(cacheDir)].filter(({ isDirectory, name }) =>
        isDirectory && [...Deno.readDirSync(join(cacheDir, name))].length > 0
      );
      assertEquals(left, []);
      await Deno.remove(bundle, { recursive: true });
    });
  }
  await Deno.remove(folder, { recursive: true });
});

function templateOf(name: string) {
  return {
    specificationVersion: "jobtemplate-2023-09",
    name,
    parameterDefinitions: [{ name: "Files", type: "PATH", dataFlow: "IN", default: "." }],
    steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
  };
}
