import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { JobFileGroup, OperationState } from "@/server/contract.ts";
import { attachmentHeaders, fileNameOf } from "@/server/attachment.ts";
import { namedFiles } from "@/server/job_zip.ts";
import { type FaultProxy, startFaultProxy } from "@/farm/faults/mod.ts";
import { steps, tasks } from "../farm/_farm.ts";
import {
  type Desk,
  MTIME,
  noise,
  openDesk,
  putOutputs,
  readTree,
  submitJob,
} from "../lib/attachments/_desk.ts";
import { serve, type Served, testConsole, until } from "./_console.ts";

const ACTION = "sessionaction-0123456789abcdef0123456789abcdef-1";
const PIXELS = noise(300_000);

interface Scene extends AsyncDisposable {
  desk: Desk;
  served: Served;
  console: Awaited<ReturnType<typeof testConsole>>["console"];
  ids: { farmId: string; queueId: string; jobId: string };
  stepId: string;
  taskId: string;
  job: string;
  /** The path of the queue under `/api`. */
  queue: string;
}

/** A job of two tasks, of which the first has made pictures, and a console that looks at it. */
async function setScene(
  through: (endpoint: string) => Promise<string> = (endpoint) => Promise.resolve(endpoint),
): Promise<Scene> {
  const desk = await openDesk();
  const { region, credentials } = desk.on.farm;
  const endpoint = await through(desk.on.farm.endpoint);
  const test = await testConsole({ endpoint, region, keys: credentials, roots: [desk.folder] });
  const served = await serve(test.console);
  const ids = await submitJob(desk, [{ rootPath: "/proj/shot" }]);
  const { stepId } = (await steps(desk.on, ids.jobId))[0]!;
  const [{ taskId }] = await tasks(desk.on, ids.jobId);
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/${stepId}/${taskId}`;
  await putOutputs(desk.store, `${place}/2026-01-01T00:00:00.000000Z_${ACTION}`, "/proj/shot", {
    "out/é 1.png": PIXELS,
    "out/log.txt": "<script>alert(1)</script>",
    "out/empty": "",
  });
  const queue = `/api/farms/${ids.farmId}/queues/${ids.queueId}`;
  return {
    desk,
    served,
    console: test.console,
    ids,
    stepId: stepId!,
    taskId: taskId!,
    queue,
    job: `${queue}/jobs/${ids.jobId}`,
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

async function groupsOf(served: Served, path: string): Promise<JobFileGroup[]> {
  const lines = (await (await served.ask(path)).text()).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert("meta" in lines.at(-1));
  return lines.flatMap(({ items = [] }) => items);
}

async function download(
  { served, console, ids }: Scene,
  part: Record<string, unknown>,
  answer?: string,
): Promise<OperationState> {
  const body = JSON.stringify({ ...ids, kind: "outputs", name: "a test", ...part });
  const response = await served.ask("/api/operations/download", { method: "POST", body });
  const { data: { id } } = await response.json();
  const state = () => console.operations.get(id)!;
  await until(() => state().status !== "running" || state().question !== undefined, "it goes on");
  if (answer && state().question) {
    const body = JSON.stringify({ question: state().question!.id, choice: answer });
    const path = `/api/operations/${id}/answer`;
    await (await served.ask(path, { method: "POST", body })).body?.cancel();
    await until(() => state().status !== "running", "it ends");
  }
  return state();
}

Deno.test("the files of a job are told by roots, and those of a task alone", async () => {
  await using scene = await setScene();
  const { served, job, stepId, taskId } = scene;
  const [group, ...others] = await groupsOf(served, `${job}/files?kind=outputs`);
  assertEquals([others.length, group.rootPath, group.outputs], [0, "/proj/shot", ["out"]]);
  assertEquals(group.files.map(([path, size]) => [path, size]), [
    ["out/empty", 0],
    ["out/log.txt", 25],
    ["out/é 1.png", PIXELS.length],
  ]);
  assertEquals(group.files[0][2], Math.round(MTIME / 1000));
  const ofTask = await groupsOf(served, `${job}/files?step=${stepId}&task=${taskId}`);
  assertEquals(ofTask[0].files.length, 3);
  assertEquals(await groupsOf(served, `${job}/files?kind=inputs`), []);
  const odd = await served.ask(`${job}/files?task=${taskId}`);
  assertEquals([odd.status, (await odd.json()).code], [400, "BadRequest"]);
});

Deno.test("a file is looked at as a picture or as plain text, in parts too, and never run", async () => {
  await using scene = await setScene();
  const { served, job, queue } = scene;
  const [{ files }] = await groupsOf(served, `${job}/files`);
  const urlOf = (name: string, more = "") => {
    const [path, size, , hash] = files.find(([path]) => path.endsWith(name))!;
    return `${queue}/attachments/${hash}?${new URLSearchParams({
      name: path,
      size: `${size}`,
    })}${more}`;
  };
  const picture = await served.ask(urlOf("png"));
  assertEquals(picture.headers.get("Content-Type"), "image/png");
  assertEquals(new Uint8Array(await picture.arrayBuffer()), PIXELS);
  const text = await served.ask(urlOf("txt"));
  assertEquals(text.headers.get("Content-Type"), "text/plain; charset=utf-8");
  assertEquals(text.headers.get("Content-Security-Policy"), "sandbox; default-src 'none'");
  assertEquals(text.headers.get("X-Content-Type-Options"), "nosniff");
  await text.body?.cancel();
  const part = await served.ask(urlOf("png"), { headers: { Range: "bytes=10-19" } });
  assertEquals([part.status, part.headers.get("Content-Range")], [206, "bytes 10-19/300000"]);
  assertEquals(new Uint8Array(await part.arrayBuffer()), PIXELS.slice(10, 20));
  const saved = await served.ask(urlOf("png", "&download=1"));
  assertEquals(saved.headers.get("Content-Type"), "application/octet-stream");
  assertEquals(
    saved.headers.get("Content-Disposition"),
    `attachment; filename="_ 1.png"; filename*=UTF-8''%C3%A9%201.png`,
  );
  await saved.body?.cancel();
  const empty = await served.ask(urlOf("empty"));
  assertEquals([empty.status, await empty.text()], [200, ""]);
  for (const path of ["x?size=1", `${"a".repeat(32)}?size=-1`, `${"a".repeat(32)}`]) {
    const odd = await served.ask(`${queue}/attachments/${path}`);
    await odd.body?.cancel();
    assertEquals(odd.status, 400, path);
  }
});

Deno.test("what a name promises is never believed where it could run", () => {
  const typeOf = (name: string, download = false) =>
    attachmentHeaders({ name, hash: "0", download })["Content-Type"];
  for (const name of ["a.html", "a.svg", "a.js", "a.xml", "a.pdf", "a", "png", "a.png.htm"]) {
    assertEquals(typeOf(name), "text/plain; charset=utf-8", name);
  }
  assertEquals([typeOf("A.PNG"), typeOf("x.jpeg")], ["image/png", "image/jpeg"]);
  assertEquals(typeOf("a.png", true), "application/octet-stream");
  assertEquals(fileNameOf('../x"\r\n.txt'), `filename="x___.txt"; filename*=UTF-8''x%22%0D%0A.txt`);
});

Deno.test("the files of a job come as a zip file that is as long as told, and what is not there is told", async () => {
  await using scene = await setScene();
  const { served, job } = scene;
  const response = await served.ask(`${job}/zip?kind=outputs`);
  assertEquals(response.headers.get("Content-Type"), "application/zip");
  const bytes = new Uint8Array(await response.arrayBuffer());
  assertEquals(String(bytes.length), response.headers.get("Content-Length"));
  assertStringIncludes(new TextDecoder().decode(bytes), "out/é 1.png");
  const one = await served.ask(`${job}/zip?include=*.txt`);
  assert((await one.arrayBuffer()).byteLength < 1000);
  for (const query of ["kind=inputs", "include=*.exr"]) {
    const nothing = await served.ask(`${job}/zip?${query}`);
    assertEquals(nothing.status >= 400, true, query);
    assertEquals(nothing.headers.get("Content-Type"), "application/problem+json");
    await nothing.body?.cancel();
  }
});

Deno.test("several roots get a folder each in a zip file, and no name leads out of it", () => {
  const group = (rootPath: string, ...paths: string[]) => ({
    rootPath,
    rootPathFormat: "posix" as const,
    manifest: {
      hashAlg: "xxh128" as const,
      manifestVersion: "2023-03-03" as const,
      paths: paths.map((path) => ({ path, hash: "0", size: 0, mtime: 0 })),
      totalSize: 0,
    },
  });
  const names = (...groups: ReturnType<typeof group>[]) =>
    namedFiles(groups, []).map(({ path }) => path);
  assertEquals(names(group("/a", "x/y")), ["x/y"]);
  assertEquals(names(group("/p/a", "1"), group("/q/a", "2"), group("C:\\", "3")), [
    "a/1",
    "a 2/2",
    "C/3",
  ]);
  assertEquals(names(group("/a", "../../x", "/etc/x", "a\\..\\b")), ["__/__/x", "etc/x", "a/__/b"]);
});

Deno.test("a download asks once what to do with files in the way, goes on, and says when there is nothing", async () => {
  await using scene = await setScene();
  const { desk: { folder }, served, ids } = scene;
  const target = join(folder, "here");
  const first = await download(scene, { folder: target });
  assertEquals([first.status, first.question, first.result?.path], [
    "succeeded",
    undefined,
    target,
  ]);
  assertEquals(Object.keys(await readTree(target)), ["out/empty", "out/log.txt", "out/é 1.png"]);
  assertStringIncludes(first.result!.summary!, "3 files fetched");

  // The same again finds everything there, and asks nothing.
  const again = await download(scene, { folder: target });
  assertStringIncludes(again.result!.summary!, "0 files fetched");

  await Deno.writeTextFile(join(target, "out/log.txt"), "mine");
  const both = await download(scene, { folder: target }, "CREATE_COPY");
  assertEquals(both.status, "succeeded");
  const tree = await readTree(target);
  assertEquals([tree["out/log.txt"], tree["out/log (1).txt"].length], ["mine", 25]);
  const kept = await download(scene, { folder: target }, "SKIP");
  assertEquals([kept.status, (await readTree(target))["out/log.txt"]], ["succeeded", "mine"]);
  await download(scene, { folder: target }, "OVERWRITE");
  assertEquals((await readTree(target))["out/log.txt"].length, 25);

  const nothing = await download(scene, { folder: target, include: ["*.exr"] });
  assertEquals(nothing.status, "failed");
  assertStringIncludes(nothing.problem!.title, "No files match");
  const body = JSON.stringify({ ...ids, kind: "outputs", name: "x", folder: "/etc/x" });
  const outside = await served.ask("/api/operations/download", { method: "POST", body });
  assertEquals([outside.status, (await outside.json()).code], [403, "NotAllowed"]);
});

Deno.test("no link in the chosen folder leads a download out of it", async () => {
  await using scene = await setScene();
  const { desk: { folder } } = scene;
  const [target, elsewhere] = [join(folder, "here"), await Deno.makeTempDir()];
  await Deno.mkdir(target);
  await Deno.symlink(elsewhere, join(target, "out"));
  const state = await download(scene, { folder: target }, "OVERWRITE");
  assertEquals(state.status, "failed");
  assertEquals([...Deno.readDirSync(elsewhere)], []);
  await Deno.remove(elsewhere, { recursive: true });
});

Deno.test("who stops a zip file or a file half-way closes the connections to the store", async () => {
  let proxy: FaultProxy | undefined;
  await using scene = await setScene(async (target) => {
    proxy = await startFaultProxy({ target });
    return proxy.endpoint;
  });
  await using weather = proxy!;
  const { served, job, queue } = scene;
  const [{ files }] = await groupsOf(served, `${job}/files`);
  const [path, size, , hash] = files.find(([path]) => path.endsWith("png"))!;
  const file = `${queue}/attachments/${hash}?${new URLSearchParams({
    name: path,
    size: `${size}`,
  })}`;
  for (const url of [`${job}/zip`, file]) {
    weather.change({ rules: [{ operation: "GetObject", slowBody: { bytesPerSecond: 50_000 } }] });
    weather.forget();
    const response = await served.ask(url);
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    const left = await weather.sighting(({ operation, clientLeftAt }) =>
      operation === "GetObject" && clientLeftAt !== undefined
    );
    assertEquals(left.answeredAt, undefined, url);
  }
});

Deno.test("a store that fails half-way breaks the zip file off, so that nobody takes it for whole", async () => {
  let proxy: FaultProxy | undefined;
  await using scene = await setScene(async (target) => {
    proxy = await startFaultProxy({ target });
    return proxy.endpoint;
  });
  await using weather = proxy!;
  // The first is the manifest.
  const error = { status: 403, code: "AccessDenied" };
  weather.change({ rules: [{ operation: "GetObject", after: 1, error }] });
  const response = await scene.served.ask(`${scene.job}/zip`);
  assertEquals(response.status, 200);
  await assertRejects(() => response.arrayBuffer());
  assertStringIncludes(scene.console.errors.entries[0].title, "/Data/");
});
