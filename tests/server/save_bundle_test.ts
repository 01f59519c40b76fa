import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readBundle } from "@deadline/client/bundle";
import type { BundleDetail, BundleListing, SubmitRequest } from "@/server/contract.ts";
import { samplesDirectory } from "@/server/project.ts";
import { FARM, QUEUE, serve, testConsole } from "./_console.ts";

Deno.test("what is in a form is saved as a bundle that shows the same form again", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "save-" }));
  try {
    await using test = await testConsole({ roots: [root] });
    await using served = await serve(test.console);
    const save = async (part: Partial<SubmitRequest>, path: string) => {
      const request: SubmitRequest = {
        farmId: FARM,
        queueId: QUEUE,
        bundle: join(samplesDirectory(), "every-parameter"),
        parameters: { Samples: "128", CondaPackages: "of the queue" },
        ...part,
      };
      const body = JSON.stringify({ request, path });
      const response = await served.ask("/api/bundle/save", { method: "POST", body });
      return { status: response.status, ...await response.json() };
    };
    const path = join(root, "saved", "one");
    const saved = await save({
      name: "Saved",
      description: "By a test",
      priority: 70,
      assets: { inputFiles: ["/a/b"], inputDirectories: [], outputDirectories: ["/out"] },
      hostRequirements: { amounts: [{ name: "amount.worker.vcpu", min: 4 }] },
    }, path);
    assertEquals([saved.status, saved.data], [201, { path }]);
    const bundle = await readBundle(path);
    assertEquals([bundle.template.name, bundle.template.description], ["Saved", "By a test"]);
    assertEquals(bundle.template.steps[0].hostRequirements, {
      amounts: [{ name: "amount.worker.vcpu", min: 4 }],
    });
    assertEquals(bundle.assetReferences.inputFiles, ["/a/b"]);
    const described = await served.ask(`/api/bundle?${new URLSearchParams({ path })}`);
    const { data } = await described.json() as { data: BundleDetail };
    assertEquals(data.parameters.find(({ name }) => name === "Samples")?.value, "128");
    assertEquals(data.fields, { priority: 70 });

    assertEquals((await save({}, "/etc/bundle")).status, 403);
    assertEquals((await save({}, path)).status, 422);
    const wrong = await save({ parameters: { Samples: "many" } }, join(root, "two"));
    assertEquals(wrong.status, 422);
    assertStringIncludes(wrong.title, "Samples");
    assertEquals(await Deno.stat(join(root, "two")).catch(() => "nothing"), "nothing");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("the job history is listed after the bundles that were submitted, newest first", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const folder = join(test.dataDir, "job_history");
  const template = await Deno.readTextFile(join(samplesDirectory(), "hello", "template.yaml"));
  for (
    const name of ["2026-01-30-09-Console-a", "2026-01-30-10-Console-b", "2026-02-01-01-Console-c"]
  ) {
    const path = join(folder, name.slice(0, 7), name);
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeTextFile(join(path, "template.yaml"), template);
  }
  await Deno.mkdir(join(folder, "2026-01", "not of the history"));
  await test.console.recent.add(join(samplesDirectory(), "hello"));
  const response = await served.ask("/api/bundles?source=recent");
  const { data } = await response.json() as { data: BundleListing };
  assertEquals(data.entries.map(({ name, isHistory = false }) => [name, isHistory]), [
    ["hello", false],
    ["2026-02-01-01-Console-c", true],
    ["2026-01-30-10-Console-b", true],
    ["2026-01-30-09-Console-a", true],
  ]);
  const path = data.entries[1].path;
  const one = await served.ask(`/api/bundle?${new URLSearchParams({ path })}`);
  assertEquals([one.status, (await one.json()).data.name], [200, "Hello"]);
});
