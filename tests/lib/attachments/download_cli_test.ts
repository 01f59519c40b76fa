import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  callStore,
  dataKey,
  encodeManifest,
  manifestKey,
  xxh128,
} from "@deadline/client/attachments";
import { clientEnvironment } from "../../farm/_environment.ts";
import { steps, tasks } from "../../farm/_farm.ts";
import { commandLine, type CommandLineRun } from "../_command_line.ts";
import { type Desk, openDesk, putFiles, putOutputs, readTree, submitJob } from "./_desk.ts";
import { runTasks } from "./_rendered_job.ts";

/** Runs a command line about the queue. */
function deadline(
  { on, folder }: Desk,
  words: readonly string[],
  { answers, isTerminal = true, endpoint = on.farm.endpoint }: {
    answers?: (string | undefined)[];
    isTerminal?: boolean;
    endpoint?: string;
  } = {},
): Promise<CommandLineRun> {
  const { farmId, queueId } = on.queue;
  const env = clientEnvironment({ ...on.farm, endpoint }, join(folder, "home"));
  const line = [...words, "--farm-id", farmId, "--queue-id", queueId];
  return commandLine(line, { env, cwd: folder, answers, isTerminal });
}

const ACTION = "2026-01-01T00:00:00.000000Z_sessionaction-0123456789abcdef0123456789abcdef-1";

/** A job with outputs below two roots. */
async function rendered(desk: Desk) {
  // Roots come in the order of their hashes.
  const hashed = ["one", "two"].map(async (name) => {
    const root = join(desk.folder, name);
    return { root, hash: await xxh128(root) };
  });
  const sorted = (await Promise.all(hashed)).sort((a, b) => a.hash < b.hash ? -1 : 1);
  const [one, two] = sorted.map(({ root }) => root);
  const ids = await submitJob(desk, [{ rootPath: one }, { rootPath: two }]);
  const { stepId } = (await steps(desk.on, ids.jobId))[0];
  const [{ taskId }] = await tasks(desk.on, ids.jobId);
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/${stepId}/${taskId}/${ACTION}`;
  await putOutputs(desk.store, place, one, { "out/a.exr": "a1", "out/log": "l1" });
  await putOutputs(desk.store, place, two, { "out/a.exr": "a2" });
  return { ids, one, two, stepId: stepId!, taskId: taskId! };
}

const lines = (out: string) => out.trim().split("\n").map((line) => JSON.parse(line));

Deno.test("job download-output asks for roots by their index and puts files where it was told", async () => {
  await using desk = await openDesk();
  const { ids, one, two } = await rendered(desk);
  const chosen = join(desk.folder, "chosen");
  const command = ["job", "download-output", "--job-id", ids.jobId];
  const run = await deadline(desk, command, { answers: ["7", "1", "chosen", "0", chosen, "y"] });
  assertEquals([run.code, run.err], [0, ""]);
  assertStringIncludes(run.out, "Downloading output from Job 'Test job'");
  assertStringIncludes(run.out, `[0] ${one}\n[1] ${two}\n`);
  assertStringIncludes(run.out, "Error: '7' is not one of 0, 1, y, n.");
  assertStringIncludes(run.out, `[0] ${chosen}\n`);
  assertMatch(run.out, /Download Summary:\n {4}Downloaded 3 files totaling 6 B\./);
  const second = `${one.replaceAll("/", "_")}_a.exr`;
  assertEquals(await readTree(chosen), {
    [`out/${second}`]: "a1",
    "out/a.exr": "a2",
    "out/log": "l1",
  });
  const canceled = await deadline(desk, command, { answers: ["n"] });
  assertEquals(canceled.code, 1);
  assertStringIncludes(canceled.out, "Output download canceled.");
});

Deno.test("job download-output speaks JSON lines to programs, and reads the roots from them", async () => {
  await using desk = await openDesk();
  const { ids, one, two, stepId, taskId } = await rendered(desk);
  const [to, other] = [join(desk.folder, "x"), join(desk.folder, "y")];
  const command = ["job", "download-output", "--job-id", ids.jobId];
  const scope = ["--step-id", stepId, "--task-id", taskId];
  const answer = JSON.stringify({ messageType: "pathconfirm", value: [to, other] });
  const options = { isTerminal: false, answers: [answer] };
  const run = await deadline(desk, [...command, ...scope], options);
  assertEquals([run.code, run.err], [0, ""]);
  const messages = lines(run.out);
  assertEquals(messages.slice(0, 3), [
    { messageType: "title", value: "Test job" },
    { messageType: "presummary", value: { [one]: ["out/a.exr", "out/log"], [two]: ["out/a.exr"] } },
    { messageType: "path", value: [one, two] },
  ]);
  assertEquals(messages.at(-2), { messageType: "progress", value: "100" });
  assertEquals(messages.at(-1), {
    messageType: "summary",
    value: "Downloaded 3 files",
    fileCount: 3,
    files: [join(to, "out/a.exr"), join(to, "out/log"), join(other, "out/a.exr")],
  });
  assertStringIncludes(run.out, '{"messageType": "title", "value": "Test job"}\n');
  const wrong = await deadline(desk, command, { isTerminal: false, answers: ["{}"] });
  assertEquals(wrong.code, 1);
  assertEquals(lines(wrong.out).at(-1).messageType, "error");
  const relative = JSON.stringify({ messageType: "pathconfirm", value: ["x", other] });
  const refused = await deadline(desk, command, { isTerminal: false, answers: [relative] });
  assertStringIncludes(lines(refused.out).at(-1).value, "not an absolute path");
});

Deno.test("files in the way are asked about once, and what was chosen holds for all", async () => {
  await using desk = await openDesk();
  const { ids, one, two } = await rendered(desk);
  const command = ["job", "download-output", "--job-id", ids.jobId];
  assertEquals((await deadline(desk, [...command, "--yes"])).code, 0);
  await Deno.writeTextFile(join(one, "out/a.exr"), "mine");
  const run = await deadline(desk, command, { answers: ["y", "2"] });
  assertStringIncludes(
    run.out,
    `already exist in your local directory:\n        ${one}/out/a.exr\n`,
  );
  assertEquals(await Deno.readTextFile(join(one, "out/a.exr")), "a1");
  await Deno.writeTextFile(join(two, "out/a.exr"), "mine");
  const copied = await deadline(desk, command, { answers: ["y", ""] });
  assertStringIncludes(copied.out, "Left 2 files as they were");
  assertEquals(await readTree(two), { "out/a (1).exr": "a2", "out/a.exr": "mine" });
});

Deno.test("patterns leave files out, and nothing to download is never a success", async () => {
  await using desk = await openDesk();
  const { ids, one } = await rendered(desk);
  const command = ["job", "download-output", "--job-id", ids.jobId, "--yes"];
  const some = await deadline(desk, [
    ...command,
    "-i",
    `${one.slice(-3)}/out/`,
    "--match-paths-by",
    "JOB",
  ]);
  assertEquals(some.code, 0);
  assertEquals(await readTree(one), { "out/a.exr": "a1", "out/log": "l1" });
  const none = await deadline(desk, [...command, "--include", "*.png"]);
  assertEquals(none.code, 1);
  assertStringIncludes(none.out, "There are no output files available for download");
  const empty = await submitJob(desk);
  const inputs = await deadline(desk, ["job", "download-input", "--job-id", empty.jobId]);
  assertEquals(inputs.code, 1);
  assertStringIncludes(inputs.out, "No input attachments found for this job.");
});

Deno.test("manifests of a job are downloaded, and then the files that they tell of", async () => {
  await using desk = await openDesk();
  const root = join(desk.folder, "scène");
  const inputs = await putFiles(desk.store, { "scene.ma": "v1", "tex/a.png": "png" });
  const way = "farm/queue/Inputs/guid/x_input";
  const Body = new TextEncoder().encode(encodeManifest(inputs));
  await callStore(desk.store, "PutObject", { Key: manifestKey(desk.store, way), Body });
  const ids = await submitJob(desk, [{ rootPath: root, inputManifestPath: way }]);
  const place = `${ids.farmId}/${ids.queueId}/${ids.jobId}/step-1/${ACTION}`;
  await putOutputs(desk.store, place, root, { "scene.ma": "v2", "out/b": "b" });
  const folder = join(desk.folder, "manifests");
  await Deno.mkdir(folder);
  const download = ["manifest", "download", folder, "--job-id", ids.jobId, "--json"];
  const { code, out } = await deadline(desk, download);
  assertEquals(code, 0);
  const [{ manifest_root, local_manifest_path }] = JSON.parse(out).downloaded;
  assertEquals(manifest_root, root);
  assertStringIncludes(local_manifest_path, `-${await xxh128(root)}-`);
  const rules = join(desk.folder, "rules.json");
  const rule = { source_path_format: "posix", source_path: root, destination_path: "here" };
  await Deno.writeTextFile(rules, JSON.stringify({ path_mapping_rules: [rule] }));
  const files = ["attachment", "download", "-m", local_manifest_path, "--json"];
  const run = await deadline(desk, [...files, "--path-mapping-rules", rules]);
  assertEquals([run.code, run.err], [0, ""]);
  assertEquals(JSON.parse(run.out).processed_files, 3);
  const tree = { "out/b": "b", "scene.ma": "v2", "tex/a.png": "png" };
  assertEquals(await readTree(join(desk.folder, "here")), tree);

  const bare = await deadline(desk, ["job", "download-input", "--job-id", ids.jobId, "--yes"]);
  assertEquals(bare.code, 0);
  assertEquals(await readTree(root), { "scene.ma": "v1", "tex/a.png": "png" });
  const outputs = await deadline(desk, [
    ...download,
    "--asset-type",
    "OUTPUT",
    "--step-id",
    "step-1",
  ]);
  const [{ local_manifest_path: ofStep }] = JSON.parse(outputs.out).downloaded;
  const told = JSON.parse(await Deno.readTextFile(ofStep)).paths.map(({ path }: { path: string }) =>
    path
  );
  assertEquals(told, ["out/b", "scene.ma"]);
});

Deno.test("queue sync-output reports what came, says in a line that nothing did, and ends well if a job fails", async () => {
  await using desk = await openDesk();
  const root = join(desk.folder, "root");
  const { farmId, queueId, jobId } = await submitJob(desk, [{ rootPath: root }]);
  await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
    const place = `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/2026_${sessionActionId}`;
    await putOutputs(desk.store, place, root, { [taskId]: "x" });
  });
  const command = ["queue", "sync-output", "--bootstrap-lookback-minutes", "60"];
  const plain = [...command, "--ignore-storage-profiles"];
  const dry = await deadline(desk, [...plain, "--dry-run"]);
  assertStringIncludes(dry.out, "OK  dry run, 2 files (2 B) would be downloaded");
  const first = await deadline(desk, plain);
  assertEquals([first.code, first.err], [0, ""]);
  assertMatch(
    first.out,
    /^\nQueue sync: Default queue\n {2}checkpoint {2}.*\n[^]*\nOK {2}2 files, 2 B, 1 job in /,
  );
  const home = join(desk.folder, "home/.deadline/incremental_download");
  assertEquals(
    (await Array.fromAsync(Deno.readDir(home), ({ name }) => name)).sort(),
    ["download_checkpoint.json", "download_status.json", "failed_jobs.json"].map((name) =>
      `${queueId}_ignore-storage-profiles_${name}`
    ),
  );
  const second = await deadline(desk, plain);
  assertMatch(second.out, /^OK {2}Default queue: nothing new \(window .*, checked .*\)\n$/);
  assertMatch((await deadline(desk, [...plain, "--verbose"])).out, /UNCHANGED Test job/);
  const anew = [...plain, "--force-bootstrap"];
  assertEquals((await deadline(desk, [...anew, "--json"])).out, "");
  const file = (await putFiles(desk.store, { x: "x" })).paths[0];
  await callStore(desk.store, "DeleteObject", { Key: dataKey(desk.store, file.hash) });
  await Deno.remove(root, { recursive: true });
  const failed = await deadline(desk, anew);
  assertEquals(failed.code, 0);
  assertMatch(failed.out, /\nFAILED {2}1 of 1 jobs failed after .* \(0 files, 0 B downloaded\)\n$/);
  const unknown = await deadline(desk, command);
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.err, "requires a storage profile");
});
