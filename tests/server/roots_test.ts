import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { TaskError } from "@deadline/client/task";
import { isPlain, Roots } from "@/server/roots.ts";
import { samplesDirectory } from "@/server/project.ts";

/** A home with an allowed folder, things beside it, and links from inside to outside. */
async function home() {
  const base = await Deno.realPath(await Deno.makeTempDir({ prefix: "roots-" }));
  const at = (...parts: string[]) => join(base, ...parts);
  for (const folder of ["work/shot/in", "work/.ssh", "state", "private", ".aws"]) {
    await Deno.mkdir(at(folder), { recursive: true });
  }
  await Deno.writeTextFile(at("private/secret"), "secret");
  await Deno.writeTextFile(at(".aws/credentials"), "keys");
  await Deno.symlink(at("private"), at("work/out"));
  await Deno.symlink(at("private/secret"), at("work/shot/file"));
  await Deno.symlink(at("work/shot"), at("alias"));
  const roots = new Roots({ dataDir: at("state"), roots: [] });
  return {
    at,
    roots,
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}

async function refused(roots: Roots, path: string): Promise<void> {
  const error = await assertRejects(() => roots.resolve(path), TaskError);
  assertEquals((error as TaskError).status, 403, path);
}

Deno.test("nothing but the samples may be read until a folder is allowed", async () => {
  await using it = await home();
  await refused(it.roots, it.at("work"));
  assertEquals(await it.roots.list(), []);
  assertEquals(await it.roots.resolve(samplesDirectory()), await Deno.realPath(samplesDirectory()));
});

Deno.test("below an allowed folder all may be read, by any name that leads there", async () => {
  await using it = await home();
  await it.roots.add(it.at("work"));
  for (const path of ["work", "work/shot", "work/shot/../shot/in", "work//shot", "alias/in"]) {
    assert((await it.roots.resolve(it.at(path))).startsWith(it.at("work")), path);
  }
  const missing = await assertRejects(() => it.roots.resolve(it.at("work/nothing")), TaskError);
  assertEquals((missing as TaskError).status, 404);
});

Deno.test("no way of writing a path, and no link, leads out of an allowed folder", async () => {
  await using it = await home();
  await it.roots.add(it.at("work"));
  const ways = [
    it.at("private/secret"),
    `${it.at("work")}/../private/secret`,
    `${it.at("work")}/shot/../../private`,
    it.at("work/out"),
    it.at("work/out/secret"),
    it.at("work/shot/file"),
    `${it.at("work")}\0/../private`,
    `${it.at("work")}x`,
    "work",
    "./work",
    "..",
    "",
    "~",
    "/",
    "/etc/passwd",
    "file:///etc/passwd",
    it.at("private/nothing-here"),
  ];
  for (const way of ways) await refused(it.roots, way);
});

Deno.test("a link swapped in after the folder was allowed is judged anew each time", async () => {
  await using it = await home();
  await it.roots.add(it.at("work"));
  const shot = it.at("work/shot/in");
  assertEquals(await it.roots.resolve(shot), shot);
  await Deno.remove(shot);
  await Deno.symlink(it.at("private"), shot);
  await refused(it.roots, shot);
});

Deno.test("keys and the console's own state stay hidden even below an allowed folder", async () => {
  await using it = await home();
  await it.roots.add(it.at("."));
  for (const path of [".aws", ".aws/credentials", "work/.ssh", "state"]) {
    await refused(it.roots, it.at(path));
  }
  for (const path of [".aws", "state"]) {
    await assertRejects(() => it.roots.add(it.at(path)), TaskError);
  }
});

Deno.test("what is allowed is remembered, and can be taken back", async () => {
  await using it = await home();
  await it.roots.add(it.at("work"));
  await it.roots.add(it.at("work"));
  const later = new Roots({ dataDir: it.at("state"), roots: [] });
  assertEquals(await later.list(), [it.at("work")]);
  assertEquals(await later.remove(it.at("work")), []);
  await refused(later, it.at("work"));
  const file = await Deno.stat(it.at("state/roots.json"));
  if (Deno.build.os !== "windows") assertEquals(file.mode! & 0o777, 0o600);
});

Deno.test("names by which Windows leads round such checks are refused", () => {
  const good = ["C:\\jobs\\shot", "d:/jobs"];
  const bad = [
    "\\\\server\\share",
    "//server/share",
    "\\\\?\\C:\\jobs",
    "\\\\.\\C:",
    "C:jobs",
    "jobs\\shot",
    "C:\\jobs\\file.txt::$DATA",
    "C:\\jobs\\file:stream",
    "C:\\JOBSFO~1\\x",
    "C:\\jobs\\NUL",
    "C:\\jobs\\com1.txt",
    "C:\\jobs\0",
  ];
  for (const path of good) assert(isPlain(path, "windows"), path);
  for (const path of bad) assert(!isPlain(path, "windows"), path);
});

Deno.test("what is to be written may be new, but not lead out by a link, a dangling one included", async () => {
  await using it = await home();
  await it.roots.add(it.at("work"));
  await Deno.symlink(it.at("private/new"), it.at("work/dangling"));
  assertEquals(await it.roots.resolveNew(it.at("work/new/a")), it.at("work/new/a"));
  assertEquals(await it.roots.resolveNew(it.at("alias/in")), it.at("work/shot/in"));
  const ways = [
    "work/out/new",
    "work/dangling",
    "work/dangling/a",
    "work/.ssh/new",
    "work/../private/new",
    "private/new",
    "state/new",
  ];
  for (const way of ways) {
    const path = way.includes("..") ? `${it.at("work")}/../private/new` : it.at(way);
    const error = await assertRejects(() => it.roots.resolveNew(path), TaskError);
    assertEquals((error as TaskError).status, 403, way);
  }
  const samples = join(samplesDirectory(), "new");
  assertEquals((await assertRejects(() => it.roots.resolveNew(samples), TaskError)).status, 403);
});

Deno.test("a trusted folder may be read, but not what holds keys, whatever it is called", async () => {
  await using it = await home();
  const history = it.at("home/.deadline/job_history");
  for (const path of ["job", ".aws"]) await Deno.mkdir(join(history, path), { recursive: true });
  await refused(it.roots, join(history, "job"));
  it.roots.trust(() => history);
  assertEquals(await it.roots.resolve(join(history, "job")), join(history, "job"));
  await refused(it.roots, join(history, ".aws"));
  await refused(it.roots, it.at("home/.deadline"));
  it.roots.trust(() => it.at("work/.ssh"));
  await refused(it.roots, it.at("work/.ssh"));
});
