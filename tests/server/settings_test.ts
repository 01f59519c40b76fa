import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { setSetting } from "@deadline/client/config";
import type { SettingChange, SettingValue } from "@/server/contract.ts";
import { serve, type Served, testConsole } from "./_console.ts";

async function read(served: Served): Promise<Record<string, SettingValue>> {
  const { data } = await (await served.ask("/api/settings")).json() as { data: SettingValue[] };
  return Object.fromEntries(data.map((one) => [one.name, one]));
}

async function save(served: Served, changes: SettingChange[]) {
  const body = JSON.stringify({ changes });
  const response = await served.ask("/api/settings", { method: "POST", body });
  return { status: response.status, answer: await response.json() };
}

Deno.test("settings are read with where they come from, and saved only if they may be", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { status, answer } = await save(served, [
    { name: "settings.conflict_resolution", value: "SKIP", was: "NOT_SELECTED" },
    { name: "settings.max_retries_per_task", value: "7" },
  ]);
  assertEquals([status, answer.data.length > 20], [200, true]);
  const after = await read(served);
  const { value, origin, kind, scope } = after["settings.conflict_resolution"];
  assertEquals([value, origin, kind, scope], ["SKIP", "file", "choice", "global"]);
  assertEquals(after["settings.log_level"].origin, "default");
  // One that is not allowed keeps the others from being saved too.
  const mixed = await save(served, [
    { name: "settings.log_level", value: "DEBUG" },
    { name: "settings.max_failed_tasks_count", value: "many" },
  ]);
  assertEquals(mixed.status, 400);
  assertMatch(
    mixed.answer.title,
    /"settings\.max_failed_tasks_count" to "many": it must be a whole/,
  );
  for (const name of ["nothing", "deadline-cloud-monitor.path", "defaults.farm_id"]) {
    assertEquals((await save(served, [{ name, value: "x" }])).status, 400, name);
  }
  assertEquals((await read(served))["settings.log_level"].value, "WARNING");
});

Deno.test("a setting that another program has changed is not overwritten unseen", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { path } = test.console.selection;
  await setSetting("settings.log_level", "ERROR", { path });
  const change = { name: "settings.log_level", value: "DEBUG" };
  const late = await save(served, [{ ...change, was: "WARNING" }]);
  assertEquals([late.status, late.answer.code], [409, "SettingChanged"]);
  assertEquals((await read(served))["settings.log_level"].value, "ERROR");
  assertEquals((await save(served, [{ ...change, was: "ERROR" }])).status, 200);
  assertStringIncludes(await Deno.readTextFile(path), "log_level = DEBUG");
});

Deno.test("a bad value in the file is told of, and the default holds", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  await Deno.writeTextFile(test.console.selection.path, "[settings]\nauto_accept = maybe\n");
  const { value, origin, problem } = (await read(served))["settings.auto_accept"];
  assertEquals([value, origin], ["false", "default"]);
  assertMatch(problem!, /"maybe": it must be true or false/);
});

Deno.test("the password of a proxy is on no page, and stays when the rest of its address is changed", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { path } = test.console.selection;
  await setSetting("settings.https_proxy", "http://mara:canary-password@proxy:3128", { path });
  const text = await (await served.ask("/api/settings")).text();
  assert(!text.includes("canary-password"));
  const was = (await read(served))["settings.https_proxy"].value;
  assertEquals(was, "http://mara:********@proxy:3128");
  const value = was.replace("3128", "8080");
  const { status, answer } = await save(served, [{ name: "settings.https_proxy", value, was }]);
  assertEquals(status, 200);
  assert(!JSON.stringify(answer).includes("canary-password"));
  assertStringIncludes(
    await Deno.readTextFile(path),
    "https_proxy = http://mara:canary-password@proxy:8080",
  );
  const route = await test.console.session.route();
  assertEquals(route.proxy?.host, "proxy:8080", "calls from now on go that way");
  const diagnostics = await (await served.ask("/api/diagnostics")).text();
  assertStringIncludes(diagnostics, '"proxy":"http://proxy:8080"');
  assert(!diagnostics.includes("canary-password"));
});
