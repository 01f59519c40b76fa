import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { createSession, DeadlineError } from "@deadline/client";
import { type AttachmentStore, callStore, openQueueStore } from "@deadline/client/attachments";
import {
  BundleError,
  downloadSharedBundle,
  getSharedBundleInfo,
  hiddenSharedBundles,
  hideSharedBundle,
  listSharedBundles,
  readBundle,
  type SharedBundleProgress,
  unhideSharedBundle,
  uploadSharedBundle,
} from "@deadline/client/bundle";
import { writeArchive } from "../../lib/bundle/shared/_archive.ts";
import { type FaultRule, startFaultProxy } from "../../farm/faults/mod.ts";
import { testFarm } from "../farm/_farm.ts";
import { zipOf } from "./_zip.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Größe
parameterDefinitions: [{ name: Who, type: STRING, default: world }]
steps: [{ name: Greet, script: { actions: { onRun: { command: echo } } } }]
`;

/** A farm with a bucket, a folder for bundles and one for caches. */
interface Desk {
  store: AttachmentStore;
  folder: string;
  cacheDir: string;
  bundle: string;
  /** Makes weather between the client and the farm. */
  weather(rules: FaultRule[]): void;
}

async function withDesk(body: (desk: Desk) => Promise<void>): Promise<void> {
  await using on = await testFarm({ bucket: "attachments" });
  const { region, credentials, farmId, queueId } = on.farm;
  await using proxy = await startFaultProxy({ target: on.farm.endpoint });
  await using session = createSession({ endpoint: proxy.endpoint, region, credentials });
  const store = await openQueueStore({ farmId, queueId }, { session });
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const bundle = join(folder, "hello bundle");
    await Deno.mkdir(join(bundle, "scripts"), { recursive: true });
    await Deno.writeTextFile(join(bundle, "template.yaml"), TEMPLATE);
    await Deno.writeTextFile(join(bundle, "scripts", "run.sh"), "echo", { mode: 0o755 });
    const weather = (rules: FaultRule[]) => proxy.change({ rules });
    await body({ store, folder, cacheDir: join(folder, "cache"), bundle, weather });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a bundle is shared, listed, described and downloaded again, the second time from the cache", () =>
  withDesk(async ({ store, folder, cacheDir, bundle }) => {
    const phases: string[] = [];
    const onProgress = ({ phase }: SharedBundleProgress) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    };
    const uploaded = await uploadSharedBundle(store, { path: bundle }, { onProgress });
    const key = "DeadlineCloud/job-bundles/hello bundle.ojd";
    const address = `s3://attachments/${key}`;
    assertEquals([uploaded?.name, uploaded?.address], ["hello bundle", address]);
    const { ContentType, Metadata } = await callStore(store, "HeadObject", { Key: key });
    assertEquals(ContentType, "application/zip");
    const { "ojd-upload": mark, ...about } = Metadata!;
    assert(mark);
    assertEquals(about, {
      "ojd-name": "=?utf-8?b?R3LDtsOfZQ==?=",
      "ojd-step-count": "1",
      "ojd-param-count": "1",
      "ojd-steps": "Greet",
      "ojd-params": "Who:STRING",
    });
    const [entry, ...others] = await listSharedBundles(store, {}, { cacheDir });
    assertEquals(others, []);
    assertEquals([entry.name, entry.title, entry.address], [
      "hello bundle",
      "hello bundle",
      address,
    ]);
    assertEquals([entry.isFolder, entry.hidden, entry.size], [false, false, uploaded?.size]);
    const { name } = entry;
    const summary = await getSharedBundleInfo(store, name, { cacheDir });
    assertEquals([summary.name, summary.steps, summary.size], ["Größe", ["Greet"], uploaded?.size]);
    assertEquals(summary.parameters, [{ name: "Who", type: "STRING" }]);

    const directory = await downloadSharedBundle(store, { name }, { cacheDir, onProgress });
    assert(directory.startsWith(join(cacheDir, "job-bundles")));
    assertEquals((await readBundle(directory)).templateText, TEMPLATE);
    assertEquals((await Deno.stat(join(directory, "scripts", "run.sh"))).mode! & 0o100, 0o100);
    assertEquals(phases, ["packing", "uploading", "downloading", "extracting"]);
    assertEquals(await downloadSharedBundle(store, { name }, { cacheDir, onProgress }), directory);
    assertEquals(phases.length, 4);
    const whole = await getSharedBundleInfo(store, name, { cacheDir });
    assertEquals([whole.path, whole.parameters[0].value], [address, "world"]);

    const destination = join(folder, "mine");
    const place = await downloadSharedBundle(store, { name, destination }, { cacheDir });
    assertEquals(place, join(destination, "hello bundle"));
    const names = (await Array.fromAsync(Deno.readDir(place))).map((each) => each.name).sort();
    assertEquals(names, ["scripts", "template.yaml"]);
  }));

Deno.test("a bundle that was shared anew is downloaded anew", () =>
  withDesk(async ({ store, cacheDir, bundle }) => {
    const input = { path: bundle, name: "a", overwrite: true };
    await uploadSharedBundle(store, input);
    const directory = await downloadSharedBundle(store, { name: "a" }, { cacheDir });
    await Deno.writeTextFile(join(bundle, "more"), "more");
    await uploadSharedBundle(store, input);
    assertEquals(await downloadSharedBundle(store, { name: "a" }, { cacheDir }), directory);
    assertEquals(await Deno.readTextFile(join(directory, "more")), "more");
    const left = (await Array.fromAsync(Deno.readDir(join(cacheDir, "job-bundles"))))
      .filter(({ name }) => name.startsWith("."));
    assertEquals(left, []);
  }));

Deno.test("a shared bundle is replaced only if somebody says so, also when two share at once", () =>
  withDesk(async ({ store, bundle }) => {
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => uploadSharedBundle(store, { path: bundle, name: "a/b" })),
    );
    assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of results) {
      if (each.status === "rejected") assert(each.reason instanceof BundleError, each.reason);
    }
    const asked: string[] = [];
    const confirm = (answer: boolean) => (name: string) => (asked.push(name), answer);
    const input = { path: bundle, name: "a_b" };
    const declined = await uploadSharedBundle(store, input, { confirmOverwrite: confirm(false) });
    assertEquals(declined, undefined);
    const replaced = await uploadSharedBundle(store, input, { confirmOverwrite: confirm(true) });
    assertEquals([replaced?.name, asked], ["a_b", ["a_b", "a_b"]]);
  }));

Deno.test("a large bundle travels in pieces, and an upload that is cancelled leaves none of them", () =>
  withDesk(async ({ store, folder, cacheDir, bundle }) => {
    const large = noise(9 * 1024 * 1024);
    await Deno.writeFile(join(bundle, "large.bin"), large);
    const controller = new AbortController();
    const uploading = uploadSharedBundle(store, { path: bundle, name: "large" }, {
      signal: controller.signal,
      onProgress: ({ phase }) => phase === "uploading" && controller.abort("enough"),
    });
    assertEquals(await uploading.catch((reason) => reason), "enough");
    assertEquals((await callStore(store, "ListMultipartUploads", {})).Uploads ?? [], []);
    assertEquals(await listSharedBundles(store, {}, { cacheDir }), []);

    await uploadSharedBundle(store, { path: bundle, name: "large" });
    const stop = new AbortController();
    const downloading = downloadSharedBundle(store, { name: "large" }, {
      cacheDir,
      signal: stop.signal,
      onProgress: () => stop.abort("no more"),
    });
    assertEquals(await downloading.catch((reason) => reason), "no more");
    const cached = await Array.fromAsync(Deno.readDir(join(cacheDir, "job-bundles")));
    assertEquals(cached, []);
    const destination = folder;
    const place = await downloadSharedBundle(store, { name: "large", destination }, { cacheDir });
    assertEquals(await Deno.readFile(join(place, "large.bin")), large);
  }));

Deno.test("an archive is shared as it is, and its folder may be wrapped in another", () =>
  withDesk(async ({ store, folder, cacheDir }) => {
    const archive = join(folder, "packed.ojd");
    const bytes = await zipOf([{ name: "wrapper/template.yaml", data: TEMPLATE }]);
    await Deno.writeFile(archive, bytes);
    const uploaded = await uploadSharedBundle(store, { path: archive });
    assertEquals([uploaded?.name, uploaded?.size], ["packed", bytes.length]);
    const directory = await downloadSharedBundle(store, { name: "packed" }, { cacheDir });
    assert(directory.endsWith("/packed/wrapper"));
    await readBundle(directory);
  }));

Deno.test("bundles of other programs are found in folders, and described by their template", () =>
  withDesk(async ({ store, cacheDir }) => {
    const put = async (name: string, bytes: Uint8Array) => {
      const Key = `DeadlineCloud/job-bundles/${name}`;
      await callStore(store, "PutObject", { Key, Body: bytes });
    };
    const bytes = await zipOf([{ name: "template.yaml", data: TEMPLATE }]);
    for (const name of ["b.ojd", "A.ojd", "maya/render.ojd", "notes.txt"]) await put(name, bytes);
    await put("bad.ojd", new TextEncoder().encode("no zip"));
    await put("evil.ojd", await zipOf([{ name: "../../evil", data: "x" }]));
    const entries = await listSharedBundles(store, {}, { cacheDir });
    assertEquals(entries.map(({ name, isFolder }) => [name, isFolder]), [
      ["A", false],
      ["b", false],
      ["bad", false],
      ["evil", false],
      ["maya", true],
    ]);
    const inside = await listSharedBundles(store, { folder: "maya" }, { cacheDir });
    assertEquals(inside.map(({ name, title }) => [name, title]), [["maya/render", "render"]]);
    const info = await getSharedBundleInfo(store, "maya/render", { cacheDir });
    assertEquals([info.name, info.parameters[0].value], ["Größe", "world"]);
    for (const name of ["bad", "evil"]) {
      await assertRejects(() => getSharedBundleInfo(store, name, { cacheDir }), BundleError);
      await assertRejects(() => downloadSharedBundle(store, { name }, { cacheDir }), BundleError);
    }
    const none = downloadSharedBundle(store, { name: "none" }, { cacheDir });
    await assertRejects(() => none, BundleError, "there is no such shared bundle");
    const stranger = { ...store, expectedBucketOwner: "999999999999" };
    await assertRejects(() => getSharedBundleInfo(stranger, "b", { cacheDir }), DeadlineError);
  }));

Deno.test("what is in the place of a download stays, unless it is a bundle and may be replaced", () =>
  withDesk(async ({ store, folder, cacheDir, bundle }) => {
    await uploadSharedBundle(store, { path: bundle, name: "a" });
    const input = { name: "a", destination: folder };
    const options = { cacheDir, confirmOverwrite: () => true };
    await Deno.mkdir(join(folder, "a"));
    await Deno.writeTextFile(join(folder, "a", "mine"), "mine");
    await assertRejects(
      () => downloadSharedBundle(store, input, options),
      BundleError,
      "something else than a job bundle is there",
    );
    await Deno.writeTextFile(join(folder, "a", "template.yaml"), "old");
    await assertRejects(
      () => downloadSharedBundle(store, input, { cacheDir }),
      BundleError,
      "a job bundle is there already",
    );
    assertEquals(await Deno.readTextFile(join(folder, "a", "mine")), "mine");
    const place = await downloadSharedBundle(store, input, options);
    assertEquals(await Deno.readTextFile(join(place, "template.yaml")), TEMPLATE);
    assertEquals(await Deno.stat(join(place, "mine")).catch(() => undefined), undefined);
  }));

Deno.test("hiding a shared bundle is a matter of this workstation", async () => {
  const cacheDir = await Deno.makeTempDir();
  try {
    const store = { bucket: "bucket", rootPrefix: "Root/" };
    assertEquals(await hideSharedBundle(store, "maya/render", { cacheDir }), true);
    assertEquals(await hideSharedBundle(store, "a", { cacheDir }), true);
    assertEquals(await hideSharedBundle(store, "a", { cacheDir }), false);
    assertEquals([...await hiddenSharedBundles(store, { cacheDir })], ["a", "maya/render"]);
    const other = { ...store, bucket: "other" };
    assertEquals([...await hiddenSharedBundles(other, { cacheDir })], []);
    assertEquals(await unhideSharedBundle(store, "a", { cacheDir }), true);
    assertEquals(await unhideSharedBundle(store, "a", { cacheDir }), false);
    // The beginning of the SHA-256 of "bucket/Root/job-bundles".
    const file = join(cacheDir, "job-bundles", "73a2a94e620a8d1c", ".visibility.json");
    assertEquals(
      await Deno.readTextFile(file),
      '{\n  "version": 1,\n  "hidden": [\n    "maya/render"\n  ]\n}',
    );
    await Deno.writeTextFile(file, "{");
    assertEquals([...await hiddenSharedBundles(store, { cacheDir })], []);
  } finally {
    await Deno.remove(cacheDir, { recursive: true });
  }
});

/** What a shared bundle's way there and back consists of. */
const CALLS = ["HeadObject", "PutObject", "GetObject"];
const CALLS_OF_LARGE = ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"];
const PASSING: [name: string, fault: Partial<FaultRule>][] = [
  ["reset after it took effect", { reset: "after" }],
  ["reset before it is seen", { reset: "before" }],
  ["answered with 503", { error: { status: 503, code: "ServiceUnavailable" } }],
  ["cut off within its answer", { truncate: { bytes: 10 } }],
];

Deno.test("each call for a bundle may fail once, and the bundle arrives all the same", () =>
  withDesk(async ({ store, cacheDir, bundle, weather }) => {
    for (const operation of CALLS) {
      for (const [what, fault] of PASSING) {
        const name = `${operation} ${what}`;
        weather([{ operation, times: 1, ...fault }]);
        try {
          await uploadSharedBundle(store, { path: bundle, name });
          const directory = await downloadSharedBundle(store, { name }, { cacheDir });
          assertEquals((await readBundle(directory)).templateText, TEMPLATE);
        } catch (error) {
          throw new Error(`${name}: ${error}`, { cause: error });
        }
      }
    }
  }));

Deno.test("each call for a large bundle may fail once, and no piece is left over", () =>
  withDesk(async ({ store, folder, bundle, weather }) => {
    const path = await largeArchive(folder, bundle);
    for (const operation of CALLS_OF_LARGE) {
      weather([{ operation, times: 1, reset: "after" }]);
      const uploaded = await uploadSharedBundle(store, { path, name: operation });
      const Key = `DeadlineCloud/job-bundles/${operation}.ojd`;
      const { ContentLength } = await callStore(store, "HeadObject", { Key });
      assertEquals(ContentLength, uploaded?.size);
    }
    weather([]);
    assertEquals((await callStore(store, "ListMultipartUploads", {})).Uploads ?? [], []);
  }));

Deno.test("a call that goes on failing is an error with a way out, and the next try succeeds", () =>
  withDesk(async ({ store, folder, cacheDir, bundle, weather }) => {
    const large = await largeArchive(folder, bundle);
    for (const operation of [...CALLS, ...CALLS_OF_LARGE]) {
      const name = operation;
      const path = CALLS.includes(operation) ? bundle : large;
      const there = async () => {
        await uploadSharedBundle(store, { path, name, overwrite: true });
        return await downloadSharedBundle(store, { name }, { cacheDir });
      };
      weather([{ operation, error: { status: 403, code: "AccessDenied", message: "no" } }]);
      const error = await assertRejects(there, DeadlineError);
      assertEquals([error.status, error.operation], [403, operation]);
      assert(error.hint?.includes("s3:"), error.hint);
    }
    weather([]);
    assertEquals((await callStore(store, "ListMultipartUploads", {})).Uploads ?? [], []);
    const name = "HeadObject";
    await uploadSharedBundle(store, { path: bundle, name, overwrite: true });
    await readBundle(await downloadSharedBundle(store, { name }, { cacheDir }));
  }));

/** An archive that is sent in two pieces. */
async function largeArchive(folder: string, bundle: string): Promise<string> {
  const path = join(folder, "large.ojd");
  const file = join(bundle, "large.bin");
  await Deno.writeFile(file, noise(8.5 * 1024 * 1024));
  await writeArchive(bundle, path);
  await Deno.remove(file);
  return path;
}

/** Bytes that no archive makes smaller. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}
