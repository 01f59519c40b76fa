import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readBundle } from "@deadline/client/bundle";
import type { OperationState, SharedBundle } from "@/server/contract.ts";
import { samplesDirectory } from "@/server/project.ts";
import { openDesk } from "../lib/attachments/_desk.ts";
import { serve, testConsole, until } from "./_console.ts";

Deno.test("a form is shared on the queue, found there, hidden, and fetched to be submitted", async () => {
  await using desk = await openDesk();
  const { endpoint, region, credentials, farmId, queueId } = desk.on.farm;
  await using test = await testConsole({ endpoint, region, keys: credentials });
  await using served = await serve(test.console);
  const base = `/api/farms/${farmId}/queues/${queueId}/bundles`;
  const list = async (): Promise<SharedBundle[]> => (await (await served.ask(base)).json()).data;
  const post = async (path: string, body: unknown) => {
    const response = await served.ask(path, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, ...await response.json() };
  };
  const run = async (route: string, body: unknown, answer?: string): Promise<OperationState> => {
    const { data: { id } } = await post(`/api/operations/${route}`, body);
    const state = () => test.console.operations.get(id)!;
    await until(() => state().status !== "running" || !!state().question, "it goes on");
    if (state().question) {
      assert(answer, state().question!.title);
      test.console.operations.answer(id, state().question!.id, answer);
      await until(() => state().status !== "running", "it ends");
    }
    return state();
  };
  assertEquals(await list(), []);

  const bundle = join(samplesDirectory(), "hello");
  const request = {
    farmId,
    queueId,
    bundle,
    parameters: { Greeting: "Hello, farm" },
    name: "Shared hello",
  };
  const shared = await run("share-bundle", { request, share: "hello of mine" });
  assertEquals([shared.status, shared.problem], ["succeeded", undefined]);
  const [one] = await list();
  assertEquals([one.title, one.isFolder, one.hidden], ["hello of mine", false, false]);

  const kept = await run("share-bundle", { request, share: "hello of mine" }, "keep");
  assertStringIncludes(kept.result!.summary!, "the other bundle stays");
  const replaced = await run("share-bundle", { request, share: "hello of mine" }, "replace");
  assertEquals(replaced.status, "succeeded");

  await post(`${base}/hide`, { name: one.name, hidden: true });
  assertEquals((await list()).map(({ hidden }) => hidden), [true]);
  await post(`${base}/hide`, { name: one.name, hidden: false });
  assertEquals((await list()).map(({ hidden }) => hidden), [false]);

  const fetched = await run("fetch-bundle", { farmId, queueId, name: one.name });
  assertEquals([fetched.status, fetched.problem], ["succeeded", undefined]);
  const { path } = fetched.result!;
  assertEquals((await readBundle(path!)).template.name, "Shared hello");
  const described = await served.ask(`/api/bundle?${new URLSearchParams({ path: path! })}`);
  const { data } = await described.json();
  assertEquals(
    data.parameters.find((p: { name: string }) => p.name === "Greeting").value,
    "Hello, farm",
  );
  // Nothing is left of what was written on the way.
  const names: string[] = [];
  for await (const { name } of Deno.readDir(test.dataDir)) names.push(name);
  assertEquals(names.filter((name) => name.startsWith("share-")), []);
  const none = await run("fetch-bundle", { farmId, queueId, name: "no such bundle" });
  assertEquals(none.status, "failed");
  const odd = await post("/api/operations/share-bundle", { request, share: "" });
  assertEquals(odd.status, 400);
});
