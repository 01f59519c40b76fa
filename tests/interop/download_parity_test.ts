import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, relative } from "@std/path";
import { includeFiles } from "@deadline/client/attachments";
import { steps, tasks } from "../farm/_farm.ts";
import { type Desk, openDesk, putOutputs, submitJob } from "../lib/attachments/_desk.ts";
import { runTasks } from "../lib/attachments/_rendered_job.ts";
import { Clients } from "./_clients.ts";
import { VENV } from "./_local_farm.ts";
import { askPython } from "./_python.ts";

const ACTION = "2026-01-01T00:00:00.000000Z_sessionaction-0123456789abcdef0123456789abcdef-1";

/** Both clients in the home of a desk, about its queue. */
function clientsOf({ on: { farm, queue }, folder }: Desk): Pick<Clients, "ours" | "theirs"> {
  const clients = new Clients({ farm, folder, home: join(folder, "home") });
  const place = ["--farm-id", queue.farmId, "--queue-id", queue.queueId];
  return {
    ours: (...words) => clients.ours(...words, ...place),
    theirs: (...words) => clients.theirs(...words, ...place),
  };
}

/** All files below a folder: their bytes, and when they were changed last in microseconds. */
async function treeOf(folder: string): Promise<Record<string, string>> {
  const script = `
import hashlib, json, os, sys
tree = {}
for at, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(at, name)
        data = open(path, "rb").read()
        # Rounded: the Python client sets times by floating-point numbers.
        micros = (os.stat(path).st_mtime_ns + 500) // 1000
        tree[os.path.relpath(path, sys.argv[1])] = f"{hashlib.sha256(data).hexdigest()} {micros}"
print(json.dumps(tree, sort_keys=True))`;
  const { stdout } = await new Deno.Command("python3", { args: ["-c", script, folder] }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Makes files whose names are no UTF-8, which need Python. */
async function putByteNames(folder: string): Promise<void> {
  const script = `
import os, sys
root = os.fsencode(sys.argv[1])
for name in [b"bad\\xff.txt", b"dir\\xfe/below \\xc3"]:
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file: file.write(name)
    os.utime(path, (1650000000.5, 1650000000.5))`;
  await new Deno.Command("python3", { args: ["-c", script, folder] }).output();
}

const NASTY = {
  "a.tar.gz": "archive",
  "noext": "bare",
  ".hidden": "dot",
  "trail.": "trail",
  "é/😀 ü.exr": "unicode",
  "del\x7f\nline\ttab": "control",
  "back\\slash": "posix",
  "quote'\"": "quotes",
  "deep/a/../b": "dots",
  "empty": "",
};

Deno.test({
  name: "both clients download the same trees, times and names of copies",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await openDesk();
    const clients = clientsOf(desk);
    const root = join(desk.folder, "tree é");
    const ids = await submitJob(desk, [{ rootPath: root }]);
    const { stepId } = (await steps(desk.on, ids.jobId))[0];
    const [{ taskId }] = await tasks(desk.on, ids.jobId);
    const large = new Uint8Array(20 * 2 ** 20).map((_, index) => index * 7 >> 2);
    await putOutputs(
      desk.store,
      `${ids.farmId}/${ids.queueId}/${ids.jobId}/${stepId}/${taskId}/${ACTION}`,
      root,
      { ...NASTY, large },
    );
    const prepare = async () => {
      await Deno.remove(root, { recursive: true }).catch(() => {});
      await Deno.mkdir(root, { recursive: true });
      for (const name of ["a.tar.gz", "noext", "noext (1)", ".hidden", "trail."]) {
        await Deno.writeTextFile(join(root, name), `there: ${name}`);
        await Deno.utime(join(root, name), 1_600_000_000, 1_600_000_000);
      }
    };
    const runs: [conflict: string, scope: string[]][] = [
      ["CREATE_COPY", []],
      ["OVERWRITE", ["--step-id", stepId!, "--task-id", taskId!]],
      ["SKIP", ["-i", "*.gz", "-i", "é/"]],
    ];
    for (const [conflict, scope] of runs) {
      const words = ["job", "download-output", "--job-id", ids.jobId, "--yes", ...scope];
      words.push("--conflict-resolution", conflict);
      await prepare();
      const theirs = await clients.theirs(...words);
      assertEquals(theirs.code, 0, theirs.stdout);
      const tree = await treeOf(root);
      await prepare();
      const ours = await clients.ours(...words);
      assertEquals([ours.code, ours.stderr], [0, ""]);
      assertEquals(await treeOf(root), tree, `${conflict} ${scope.join(" ")}`);
      assert(Object.keys(tree).length >= 5);
    }
  },
});

Deno.test({
  name: "what one client submits, the other downloads",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await openDesk();
    const clients = clientsOf(desk);
    const bundle = join(desk.folder, "bundle");
    await Deno.mkdir(join(bundle, "assets/sub"), { recursive: true });
    await Deno.writeTextFile(join(bundle, "assets/scene é.ma"), "scene");
    await Deno.writeTextFile(join(bundle, "assets/sub/tex.png"), "png");
    // Manifests hold no nanoseconds, which a file of now has.
    for (const name of ["scene é.ma", "sub/tex.png"]) {
      await Deno.utime(join(bundle, "assets", name), 1_650_000_000.5, 1_650_000_000.5);
    }
    await Deno.writeTextFile(
      join(bundle, "template.json"),
      JSON.stringify({
        specificationVersion: "jobtemplate-2023-09",
        name: "Submitted",
        parameterDefinitions: [{
          name: "Scene",
          type: "PATH",
          objectType: "DIRECTORY",
          dataFlow: "IN",
          default: "assets",
        }],
        steps: [{ name: "S", script: { actions: { onRun: { command: "true" } } } }],
      }),
    );
    await putByteNames(join(bundle, "assets"));
    const before = await treeOf(join(bundle, "assets"));
    assertEquals(Object.keys(before).length, 4);
    for (const [submit, download] of [["theirs", "ours"], ["ours", "theirs"]] as const) {
      const submitted = await clients[submit]("bundle", "submit", bundle, "--yes");
      assertEquals(submitted.code, 0, submitted.stdout + submitted.stderr);
      const jobId = /job-[0-9a-f]{32}/.exec(submitted.stdout)![0];
      await Deno.rename(join(bundle, "assets"), join(desk.folder, `kept-${submit}`));
      const words = ["job", "download-input", "--job-id", jobId, "--yes"];
      const downloaded = await clients[download](...words);
      assertEquals(downloaded.code, 0, downloaded.stdout + downloaded.stderr);
      assertEquals(await treeOf(join(bundle, "assets")), before);
    }
    // The platform's own way to remove a folder does not find names that are no UTF-8.
    await new Deno.Command("rm", { args: ["-rf", `${desk.folder}/bundle`] }).output();
    await new Deno.Command("sh", { args: ["-c", 'rm -rf "$1"/kept-*', "sh", desk.folder] })
      .output();
  },
});

Deno.test({
  name: "patterns mean the same to both clients",
  ignore: VENV === undefined,
  fn: async () => {
    const patterns = [
      "*.png",
      "a/*.png",
      "./a/b",
      "a//b/",
      "/root/*",
      "?.exr",
      "[abc].exr",
      "[!abc].exr",
      "[a-c]x",
      "[]x]",
      "[!]x]",
      "[c-a]",
      "[a",
      "[[]1]",
      "a[",
      "**",
      "*",
      "é?",
      "C:/x*",
      "b\\c",
      "[a-c-e]",
      "a]b",
    ];
    const paths = [
      "/root/a/b/c.png",
      "/root/a.png",
      "/root/a/b",
      "/root/x/a/b/z",
      "/root/b.exr",
      "/root/d.exr",
      "/root/ax",
      "/root/]",
      "/root/x",
      "/root/[1]",
      "/root/[a",
      "/root/a[",
      "/root/éx",
      "/root/😀.exr",
      "C:/x/y",
      "/root/b/c",
      "/root/-",
      "/root/e",
      "/root/a]b",
      "/root/c\n.png",
    ];
    const script = "import json, sys\n" +
      "from deadline.job_attachments.download import _matches_any_filter\n" +
      "from deadline.client.cli._groups._job_download_helpers import _normalize_filters\n" +
      "patterns, paths = json.load(sys.stdin)\n" +
      "print(json.dumps([[_matches_any_filter(p, _normalize_filters([f])) for p in paths] for f in patterns]))";
    const theirs = await askPython<boolean[][]>(script, [patterns, paths]);
    for (const [index, pattern] of patterns.entries()) {
      const isIncluded = includeFiles([pattern], "posix");
      const say = (matches: boolean[]) => paths.filter((_, path) => matches[path]);
      assertEquals(say(paths.map(isIncluded)), say(theirs[index]), pattern);
    }
  },
});

Deno.test({
  name: "the checkpoint of a sync is handed from one client to the other and back",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await openDesk();
    const clients = clientsOf(desk);
    const root = join(desk.folder, "root");
    const folder = join(desk.folder, "checkpoints");
    const { farmId, queueId } = desk.on.queue;
    const render = async (names: string) => {
      const { jobId } = await submitJob(desk, [{ rootPath: root }]);
      let count = 0;
      await runTasks(desk.on, async ({ stepId, taskId, sessionActionId }) => {
        const time = "2026-01-01T00:00:00.000000Z";
        const place =
          `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}/${time}_${sessionActionId}`;
        await putOutputs(desk.store, place, root, { [`${names}-${++count}`]: names });
      });
    };
    const words = ["queue", "sync-output", "--ignore-storage-profiles", "--checkpoint-dir", folder];
    words.push("--bootstrap-lookback-minutes", "60");
    const path = join(folder, `${queueId}_ignore-storage-profiles_download_checkpoint.json`);
    const checkpoint = async () => {
      const text = await Deno.readTextFile(path);
      return text.replace(/("downloadsCompletedTimestamp": )"[^"]*"/, '$1""');
    };
    const files = async () => Object.keys(await treeOf(root)).map((name) => relative(".", name));
    const run = async (by: "ours" | "theirs", said: string) => {
      const { code, stdout, stderr } = await clients[by](...words);
      assertEquals(code, 0, stdout + stderr);
      assertStringIncludes(stdout, said);
      return await checkpoint();
    };
    await render("a");
    const first = await run("theirs", "2 files");
    assertEquals(await files(), ["a-1", "a-2"]);
    // Nothing is new: what the other writes is the same to the byte, but for the time.
    assertEquals(await run("ours", "nothing new"), first);
    assertEquals(await run("theirs", "nothing new"), first);
    await render("b");
    const second = await run("ours", "2 files");
    assertEquals(await files(), ["a-1", "a-2", "b-1", "b-2"]);
    await run("theirs", "nothing new");
    const sorted = (text: string) => {
      const { jobs, ...rest } = JSON.parse(text);
      const byId = (job: { job: { jobId: string } }) => job.job.jobId;
      const inOrder = jobs.sort((a: never, b: never) => byId(a) < byId(b) ? -1 : 1);
      return JSON.stringify({ ...rest, jobs: inOrder });
    };
    assertEquals(sorted(await checkpoint()), sorted(second));
    await Deno.remove(path);
    await Deno.remove(root, { recursive: true });
    await run("ours", "4 files");
    const ours = await checkpoint();
    await Deno.remove(path);
    await run("theirs", "4 files");
    const started = /("downloadsStartedTimestamp": )"[^"]*"/;
    assertEquals(
      sorted((await checkpoint()).replace(started, '$1""')),
      sorted(ours.replace(started, '$1""')),
    );
  },
});
