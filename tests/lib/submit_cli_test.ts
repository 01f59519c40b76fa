import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { callStore, openQueueStore } from "@deadline/client/attachments";
import { createSession } from "@deadline/client";
import { extractArchive } from "../../lib/bundle/shared/_archive.ts";
import { startFaultProxy } from "../../farm/faults/mod.ts";
import { clientEnvironment } from "../farm/_environment.ts";
import { testFarm } from "../farm/_farm.ts";
import { commandLine } from "./_command_line.ts";
import { noise } from "./attachments/_uploads.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** A farm whose queue moves files, a home folder, and a bundle with a file. */
async function desk() {
  const on = await testFarm({ bucket: "attachments" });
  const { endpoint, region, credentials, farmId, queueId } = on.farm;
  const session = createSession({ endpoint, region, credentials });
  const store = await openQueueStore({ farmId, queueId }, { session });
  const home = await Deno.realPath(await Deno.makeTempDir());
  const bundle = join(home, "bundle");
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(join(bundle, "scene"), "scene");
  await Deno.writeTextFile(
    join(bundle, "template.json"),
    JSON.stringify({
      specificationVersion: "jobtemplate-2023-09",
      name: "Render",
      parameterDefinitions: [
        { name: "Scene", type: "PATH", objectType: "FILE", dataFlow: "IN", default: "scene" },
      ],
      steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
    }),
  );
  const env = clientEnvironment(on.farm, home);
  return {
    on,
    store,
    home,
    bundle,
    env,
    place: ["--farm-id", farmId, "--queue-id", queueId],
    /** Runs a command line; `answers` are what a person types. */
    run(words: string[], options: { answers?: string[]; isTerminal?: boolean } = {}) {
      const line = [...words, "--farm-id", farmId, "--queue-id", queueId];
      return commandLine(line, { env, cwd: home, ...options });
    },
    async [Symbol.asyncDispose]() {
      await session.close();
      await on[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
    },
  };
}

Deno.test("bundle submit says what it would send and asks; a bar shows how far it is", async () => {
  await using at = await desk();
  const no = await at.run(["bundle", "submit", "bundle"], { answers: ["n"] });
  assertEquals(no.code, 1);
  assertStringIncludes(no.out, "Sent from here: 1 file (5 B)");
  const yes = await at.run(["bundle", "submit", "bundle"], {
    answers: ["maybe", ""],
    isTerminal: true,
  });
  assertEquals(yes.code, 0);
  assertStringIncludes(yes.out, "Error: invalid input");
  assert(/\rUploading \[#{30}\] 100% {2}1\/1 files {2}5 B of 5 B.*\n/.test(yes.out), yes.out);
  assert(/job-[0-9a-f]{32}\n/.test(yes.out));
});

Deno.test("files of places that nobody has named are not sent unasked, not even with --yes", async () => {
  await using at = await desk();
  await Deno.writeTextFile(join(at.home, "key"), "secret");
  const references = { assetReferences: { inputs: { filenames: [join(at.home, "key")] } } };
  await Deno.writeTextFile(join(at.bundle, "asset_references.json"), JSON.stringify(references));
  const refused = await at.run(["bundle", "submit", "bundle", "--yes"]);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.err, "unknown paths");
  const byDefault = await at.run(["bundle", "submit", "bundle"], { answers: [""] });
  assertEquals(byDefault.code, 1);
  assertStringIncludes(byDefault.out, `  Unknown paths:\n    ${at.home}\n`);
  const known = ["--known-asset-path", at.home];
  assertEquals((await at.run(["bundle", "submit", "bundle", "--yes", ...known])).code, 0);
});

Deno.test("with --output json every line is JSON: progress, and a summary of what was sent", async () => {
  await using at = await desk();
  const { code, out } = await at.run(["bundle", "submit", "bundle", "--yes", "--output", "json"]);
  assertEquals(code, 0);
  const lines = out.trim().split("\n").map((line) => JSON.parse(line));
  const last = lines.pop();
  assertEquals([last.messageType, last.attachments.uploadedFiles], ["summary", 1]);
  assertEquals(lines.map(({ messageType }) => messageType), lines.map(() => "progress"));
  assertEquals(new Set(lines.map(({ phase }) => phase)), new Set(["hashing", "uploading"]));
});

Deno.test("a debug snapshot has all that would be sent, and sends nothing", async () => {
  await using at = await desk();
  const words = ["bundle", "submit", "bundle", "--yes", "--save-debug-snapshot", "saved"];
  assertEquals((await at.run(words)).code, 0);
  const read = (name: string) => Deno.readTextFile(join(at.home, "saved", name));
  const args = JSON.parse(await read("create_job_args.json"));
  const { inputManifestPath } = args.attachments.manifests[0];
  const { paths } = JSON.parse(await read(join("Manifests", inputManifestPath)));
  assertEquals(await read(`Data/${paths[0].hash}.xxh128`), "scene");
  assertStringIncludes(await read("submit_job.sh"), "aws deadline create-job");
  assertEquals((await callStore(at.store, "ListObjectsV2", {})).Contents, undefined);
});

Deno.test("a debug snapshot with a name of that kind is one zip file, under that very name", async () => {
  await using at = await desk();
  const words = ["bundle", "submit", "bundle", "--yes", "--save-debug-snapshot", "saved.zip"];
  const { code, err } = await at.run(words);
  assertEquals(code, 0, err);
  const made = [...Deno.readDirSync(at.home)].map(({ name }) => name);
  assertEquals(made.filter((name) => /saved|snapshot/.test(name)), ["saved.zip"]);
  const unpacked = join(at.home, "unpacked");
  await Deno.mkdir(unpacked);
  await extractArchive(join(at.home, "saved.zip"), unpacked);
  const names = new Set([...Deno.readDirSync(unpacked)].map(({ name }) => name));
  for (const name of ["create_job_args.json", "Data", "Manifests", "submit_job.sh"]) {
    assert(names.has(name), `${[...names]}`);
  }
});

Deno.test("a manifest and its files are sent by hand", async () => {
  await using at = await desk();
  const root = join(at.home, "scène");
  await Deno.mkdir(root);
  await Deno.writeTextFile(join(root, "a"), "abc");
  const words = ["manifest", "snapshot", "--root", root, "--destination", at.home, "--json"];
  const plain = async (...words: string[]) => {
    const { code, out, err } = await at.run(words);
    assertEquals(code, 0, err);
    return out;
  };
  const { out } = await commandLine(words, { env: at.env, cwd: at.home });
  const { manifest } = JSON.parse(out);
  const upload = ["attachment", "upload", "--manifests", manifest, "--root-dirs", root, "--json"];
  const [told] = JSON.parse(await plain(...upload, "--upload-manifest-path", "by/hand"));
  assertEquals([told.uploadedFiles, told.skippedFiles], [1, 0]);
  const head = await callStore(at.store, "HeadObject", { Key: told.key });
  assertEquals(head.Metadata, {
    "asset-root": JSON.stringify(root).replace("è", "\\u00e8"),
    "asset-root-json": JSON.stringify(root).replace("è", "\\u00e8"),
    "file-system-location-name": "posix",
  });
  const put = ["manifest", "upload", manifest, "--s3-manifest-prefix", "some/where", "--json"];
  const { key } = JSON.parse(await plain(...put));
  const { Body } = await callStore(at.store, "GetObject", { Key: key });
  assertEquals(await Body!.transformToString(), await Deno.readTextFile(manifest));
});

Deno.test({
  name: "Ctrl-C in the midst of a large file ends with 130, and ends the upload",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using at = await desk();
    await using proxy = await startFaultProxy({ target: at.on.farm.endpoint });
    await Deno.writeFile(join(at.bundle, "scene"), noise(9 * 2 ** 20));
    proxy.change({ rules: [{ operation: "UploadPart", stall: "before" }] });
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN, "bundle", "submit", at.bundle, "--yes", ...at.place],
      env: clientEnvironment({ ...at.on.farm, endpoint: proxy.endpoint }, at.home),
      stdout: "null",
      stderr: "null",
    }).spawn();
    await proxy.sighting(({ operation }) => operation === "UploadPart");
    process.kill("SIGINT");
    assertEquals((await process.status).code, 130);
    assertEquals((await callStore(at.store, "ListMultipartUploads", {})).Uploads, undefined);
  },
});
