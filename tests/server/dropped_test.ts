import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { BundleDetail } from "@/server/contract.ts";
import { serve, type Served, testConsole } from "./_console.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Dropped
steps:
  - name: Only
    script: { actions: { onRun: { command: echo } } }
`;

const base64 = (text: string) => new TextEncoder().encode(text).toBase64();

async function post(served: Served, path: string, body: unknown) {
  const response = await served.ask(path, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, ...await response.json() };
}

Deno.test("a bundle that is dropped comes part by part, and can be submitted from where it is", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { status, data: { id, path } } = await post(served, "/api/dropped", { name: "shot 40" });
  assertEquals([status, path.startsWith(join(test.dataDir, "dropped"))], [201, true]);
  const add = async (path: string, offset: number, text: string) =>
    (await post(served, `/api/dropped/${id}`, { path, offset, data: base64(text) })).status;
  assertEquals(await add("template.yaml", 0, TEMPLATE.slice(0, 20)), 200);
  assertEquals(await add("template.yaml", 20, TEMPLATE.slice(20)), 200);
  assertEquals(await add("scripts/run.sh", 0, "echo hello"), 200);
  assertEquals(await add("empty", 0, ""), 200);
  const described = await served.ask(`/api/bundle?${new URLSearchParams({ path })}`);
  const { data } = await described.json() as { data: BundleDetail };
  assertEquals([data.name, data.steps.length], ["Dropped", 1]);
  assertEquals(await Deno.readTextFile(join(path, "scripts/run.sh")), "echo hello");
  assertEquals((await Deno.stat(join(path, "empty"))).size, 0);
});

Deno.test("no name of a dropped file leads out of its bundle, and none is written twice", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { data: { id } } = await post(served, "/api/dropped", { name: "bundle" });
  const add = async (path: string, offset = 0) =>
    (await post(served, `/api/dropped/${id}`, { path, offset, data: base64("x") })).status;
  const ways = [
    "../x",
    "a/../../x",
    "/etc/passwd",
    "a//b",
    "",
    ".",
    "a\\b",
    "C:x",
    "a\0b",
    "con|x",
    `${"a/".repeat(40)}x`,
    "é".repeat(200),
  ];
  for (const way of ways) assertEquals(await add(way), 400, way);
  assertEquals([await add("a"), await add("a"), await add("a", 5)], [200, 400, 400]);
  assertEquals((await post(served, "/api/dropped", { name: "../up" })).status, 400);
  assertEquals(
    (await post(served, "/api/dropped/nobody", { path: "a", offset: 0, data: "" })).status,
    404,
  );
  const left: string[] = [];
  for await (const { name } of Deno.readDir(test.dataDir)) left.push(name);
  assertEquals(left, ["dropped"]);
});

Deno.test("a bundle that is too large is refused and leaves nothing, and old ones make room", async () => {
  await using test = await testConsole();
  const { dropped } = test.console;
  const { id, path } = await dropped.begin("large");
  const data = new Uint8Array(8 << 20).toBase64();
  let refused: unknown;
  for (let i = 0; i < 9 && !refused; i++) {
    await dropped.add(id, { path: `file-${i}`, offset: 0, data }).catch((error) => refused = error);
  }
  assertEquals((refused as { status: number }).status, 413);
  assertEquals(await Deno.stat(path).catch(() => "gone"), "gone");
  const paths: string[] = [];
  for (let i = 0; i < 12; i++) paths.push((await dropped.begin("small")).path);
  const there = await Promise.all(paths.map((one) => Deno.stat(one).then(() => 1, () => 0)));
  assertEquals(there.reduce<number>((sum, one) => sum + one, 0), 10);
  assertEquals(there.slice(-10).every((one) => one === 1), true);
});
