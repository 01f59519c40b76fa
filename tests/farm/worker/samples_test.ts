import { createSession, submitBundle, waitForJob } from "@deadline/client";
import { downloadJobOutputs, NothingToDownloadError } from "@deadline/client/attachments";
import { assertEquals, assertRejects } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { TestFarm, TestWorker } from "./harness.ts";

const SAMPLES = fromFileUrl(new URL("../../../samples", import.meta.url));

/** What is sent, and what comes back; samples without files send none. */
const CASES: [name: string, parameters: Record<string, string>, outputs: string[]][] = [
  ["hello", {}, []],
  ["every-parameter", {}, []],
  ["render-spheres", { Frames: "7", Width: "32", Samples: "1" }, ["spheres.0007.png"]],
  ["contact-sheet", {}, [
    "sheet.png",
    "tint-cool.png",
    "tint-grey.png",
    "tint-negative.png",
    "tint-warm.png",
  ]],
];

Deno.test("samples run on the farm, their files go along and their images come back", async () => {
  await using farm = await TestFarm.start();
  const tools = dirname(Deno.execPath());
  await using _worker = new TestWorker(farm, undefined, { path: `${tools}:/usr/bin:/bin` });
  const { endpoint, region, credentials, farmId, queueId, dataDir } = farm.farm;
  await using session = createSession({ endpoint, region, credentials });
  for (const [name, parameters, expected] of CASES) {
    const bundle = join(SAMPLES, name);
    const cacheDir = join(dataDir, "cache");
    const input = { farmId, queueId, parameters };
    const { jobId } = await submitBundle(bundle, input, { session, cacheDir });
    const job = { farmId, queueId, jobId };
    const done = await waitForJob(job, { session, maxInterval: 100 });
    assertEquals([name, done.status], [name, "SUCCEEDED"]);
    const to = join(dataDir, "downloaded", name);
    const roots = Object.fromEntries(
      (done.job.attachments?.manifests ?? []).map(({ rootPath }) => [rootPath!, to]),
    );
    const download = () => downloadJobOutputs({ ...job, roots }, { session });
    if (expected.length === 0) {
      await assertRejects(download, NothingToDownloadError);
      continue;
    }
    const { downloadedFiles } = await download();
    const names = downloadedFiles.map((path) => path.slice(path.lastIndexOf("/") + 1));
    assertEquals(names.sort(), expected);
    const [first] = downloadedFiles;
    const image = await createImageBitmap(
      new Blob([await Deno.readFile(first)], { type: "image/png" }),
    );
    image.close();
  }
});
