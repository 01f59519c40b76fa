import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { searchAll, searchJobs } from "@deadline/client";
import { type FaultProxy, type FaultRule, startFaultProxy } from "@/farm/faults/mod.ts";
import type { OperationState, SubmitRequest } from "@/server/contract.ts";
import { type Desk, openDesk } from "../lib/attachments/_desk.ts";
import { serve, testConsole, until } from "./_console.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Once
steps:
  - name: Only
    script: { actions: { onRun: { command: echo } } }
`;

/** More often than a call is made again by itself. */
const ALWAYS = { operation: "CreateJob", times: 3 } as const;

interface Scene extends AsyncDisposable {
  proxy: FaultProxy;
  /** Starts a submission, as the page does; gives the id of its operation. */
  start(): Promise<string>;
  state(id: string): OperationState;
  /** Starts it again, and gives how that one ended. */
  retry(id: string): Promise<OperationState>;
  ended(id: string): Promise<OperationState>;
  cancel(id: string): void;
  /** The ids of all jobs of the queue. */
  jobs(): Promise<string[]>;
}

/** A console that reaches its farm through bad weather. */
async function setScene(rules: FaultRule[]): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  const desk: Desk = stack.use(await openDesk());
  const { endpoint, region, credentials, farmId, queueId } = desk.on.farm;
  const proxy = stack.use(await startFaultProxy({ target: endpoint, faults: { rules } }));
  const test = stack.use(
    await testConsole({
      endpoint: proxy.endpoint,
      region,
      keys: credentials,
      roots: [desk.folder],
    }),
  );
  const served = stack.use(await serve(test.console));
  const bundle = join(desk.folder, "bundle");
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(join(bundle, "template.yaml"), TEMPLATE);
  const { operations } = test.console;
  const request: SubmitRequest = { farmId, queueId, bundle, parameters: {} };
  const post = async (path: string, body: unknown) => {
    const response = await served.ask(path, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()).data.id as string;
  };
  const ended = async (id: string) => {
    await until(() => operations.get(id)!.status !== "running", "the operation ends");
    return operations.get(id)!;
  };
  return {
    proxy,
    start: () => post("/api/operations/submit", request),
    state: (id) => operations.get(id)!,
    ended,
    retry: async (id) => await ended(await post(`/api/operations/${id}/retry`, {})),
    cancel: (id) => void operations.cancel(id),
    async jobs() {
      const all = searchAll(searchJobs, { farmId, queueIds: [queueId] }, { session: desk.session });
      return (await Array.fromAsync(all)).map(({ jobId }) => jobId!);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const logOf = ({ log }: OperationState) => log.map(({ text }) => text).join("\n");
const createCalls = ({ proxy }: Scene) =>
  proxy.seen.filter(({ operation }) => operation === "CreateJob").length;

Deno.test("a submission whose job was made unseen is not made again by Retry, which leads to the job", async () => {
  await using scene = await setScene([{ ...ALWAYS, reset: "after" }]);
  const id = await scene.start();
  assertEquals([(await scene.ended(id)).status, scene.state(id).effect], ["failed", "unknown"]);
  const again = await scene.retry(id);
  const [jobId, ...others] = await scene.jobs();
  assertEquals([again.status, again.result?.jobId, others], ["succeeded", jobId, []]);
  assertStringIncludes(logOf(again), `The job was made: ${jobId}`);
  assertEquals(createCalls(scene), 3, "only reads after the three attempts");
});

Deno.test("a submission that surely made no job is sent again by Retry under the same token", async () => {
  await using scene = await setScene([{ ...ALWAYS, reset: "before" }]);
  const id = await scene.start();
  assertEquals([(await scene.ended(id)).status, scene.state(id).effect], ["failed", "unknown"]);
  const again = await scene.retry(id);
  assertEquals([again.status, [again.result?.jobId]], ["succeeded", await scene.jobs()]);
  assertStringIncludes(logOf(again), "The job was not made");
  assertStringIncludes(logOf(again), "Sending the same request again");
});

Deno.test("while the farm cannot be asked, Retry says that it is not known, and sends nothing", async () => {
  await using scene = await setScene([{ ...ALWAYS, reset: "after" }]);
  const id = await scene.start();
  await scene.ended(id);
  scene.proxy.change({ rules: [{ operation: "SearchJobs", reset: "before" }] });
  const blind = await scene.retry(id);
  assertEquals([blind.status, blind.effect, blind.problem?.code], [
    "failed",
    "unknown",
    "EffectUnknown",
  ]);
  assertStringIncludes(blind.problem!.title, "It cannot be known whether the job was made");
  scene.proxy.change({ rules: [] });
  const seeing = await scene.retry(blind.id);
  assertEquals([seeing.status, [seeing.result?.jobId]], ["succeeded", await scene.jobs()]);
  assertEquals(createCalls(scene), 3);
});

Deno.test("a submission that is cancelled in the middle learns afterwards that its job was made", async () => {
  await using scene = await setScene([{ operation: "CreateJob", stall: "after" }]);
  const id = await scene.start();
  await scene.proxy.sighting(({ operation }) => operation === "CreateJob");
  let jobs: string[] = [];
  while (jobs.length === 0) jobs = await scene.jobs();
  scene.cancel(id);
  await until(() => scene.state(id).effect === "applied", "what was found out is told");
  const { status, result, log } = scene.state(id);
  assertEquals([status, result?.jobId], ["cancelled", jobs[0]]);
  assertStringIncludes(log.at(-1)!.text, "The job was made");
});

Deno.test("Submit pressed again instead of Retry finds out first too, and two at once make one job", async () => {
  await using scene = await setScene([{ ...ALWAYS, reset: "before" }]);
  const id = await scene.start();
  await scene.ended(id);
  const [one, other] = await Promise.all([scene.start(), scene.retry(id)]);
  assertEquals(other.id, one, "both are the same run");
  assertEquals(scene.state(id).next, one);
  assertEquals([(await scene.ended(one)).status, (await scene.jobs()).length], ["succeeded", 1]);
  // It is known now, so that whoever wants a second job gets one.
  const second = await scene.start();
  assertNotEquals(second, one);
  await scene.ended(second);
  assertEquals((await scene.jobs()).length, 2);
});

Deno.test("a job that is there but could not be waited for is waited for again, not made again", async () => {
  await using scene = await setScene([{ operation: "GetJob", reset: "before", times: 3 }]);
  const id = await scene.start();
  assertEquals([(await scene.ended(id)).status, scene.state(id).effect], ["failed", "applied"]);
  const again = await scene.retry(id);
  assertEquals([again.status, [again.result?.jobId]], ["succeeded", await scene.jobs()]);
  assertEquals(createCalls(scene), 1);
});
