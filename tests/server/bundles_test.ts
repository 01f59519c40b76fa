import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { BundleDetail, BundleListing } from "@/server/contract.ts";
import { samplesDirectory } from "@/server/project.ts";
import { serve, type Served, testConsole } from "./_console.ts";

async function get<T>(served: Served, path: string): Promise<T> {
  return (await (await served.ask(path)).json()).data;
}

const query = (values: Record<string, string>) => `?${new URLSearchParams(values)}`;

Deno.test("the samples are listed with what they are for, and each can be described", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const { entries } = await get<BundleListing>(served, "/api/bundles?source=samples");
  assert(entries.length >= 6);
  assertEquals(entries.find(({ name }) => name === "hello")?.jobName, "Hello");
  for (const { path, kind, description, jobName } of entries) {
    assertEquals([kind, typeof description, typeof jobName], ["bundle", "string", "string"], path);
    const bundle = await get<BundleDetail>(served, "/api/bundle" + query({ path }));
    assert(bundle.steps.length > 0 && bundle.template.includes("jobtemplate-2023-09"), path);
    for (const { name, required, value } of bundle.parameters) {
      assertEquals(required, value === undefined, `${path} ${name}`);
    }
  }
});

Deno.test("folders are walked only below allowed ones, and never above them", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    const bundle = join(root, "shots", "one");
    await Deno.mkdir(bundle, { recursive: true });
    await Deno.writeTextFile(join(bundle, "template.yaml"), "not: [a template");
    const list = (path: string) =>
      get<BundleListing>(served, "/api/bundles" + query({ source: "folder", path }));
    assertEquals((await list("")).entries, []);
    const refused = await served.ask("/api/bundles" + query({ source: "folder", path: root }));
    assertEquals([refused.status, (await refused.json()).code], [403, "NotAllowed"]);
    const allow = { method: "POST", body: JSON.stringify({ path: root }) };
    await (await served.ask("/api/roots", allow)).body?.cancel();
    assertEquals((await list("")).entries.map(({ path, kind }) => [path, kind]), [[
      root,
      "folder",
    ]]);
    const shots = await list(join(root, "shots"));
    assertEquals([shots.parent, (await list(root)).parent], [root, undefined]);
    assertEquals(shots.entries.map(({ name, kind }) => [name, kind]), [["one", "bundle"]]);
    const broken = await served.ask("/api/bundle" + query({ path: bundle }));
    assertEquals(broken.status, 422);
    assertStringIncludes((await broken.json()).title, "template.yaml");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("bundles submitted last come first, and what is gone or forbidden is left out", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const names = ["hello", "long-job", "hello"];
  await Promise.all(names.map((name) => test.console.recent.add(join(samplesDirectory(), name))));
  await test.console.recent.add("/etc");
  await test.console.recent.add(join(samplesDirectory(), "no-such-bundle"));
  const { entries } = await get<BundleListing>(served, "/api/bundles?source=recent");
  assertEquals(entries.map(({ name }) => name), ["hello", "long-job"]);
});
