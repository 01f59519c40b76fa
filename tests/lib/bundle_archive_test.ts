import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { BundleError, readBundleInfo } from "@deadline/client/bundle";
import { extractArchive, writeArchive } from "../../lib/bundle/shared/_archive.ts";
import { safeBundleName } from "../../lib/bundle/shared/bundle_name.ts";
import { fromBundleMetadata, toBundleMetadata } from "../../lib/bundle/shared/bundle_metadata.ts";
import { type TestEntry, zipOf } from "./_zip.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Größe
description: |
  Two
  lines
extensions: [EXPR]
parameterDefinitions:
  - { name: A, type: STRING, default: a }
  - { name: B, type: "LIST[INT]", default: [1, 2] }
  - { name: C, type: PATH }
steps:
  - name: First
  - name: Second
`;

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function tree(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await tree(join(folder, name), `${prefix}${name}/`));
    else found.push(prefix + name);
  }
  return found.sort();
}

Deno.test("what is packed is unpacked again: names, bytes, and which files are executable", () =>
  withFolder(async (folder) => {
    const [source, target] = [join(folder, "source"), join(folder, "target")];
    await Deno.mkdir(join(source, "scripts", "日本"), { recursive: true });
    await Deno.mkdir(target);
    const large = crypto.getRandomValues(new Uint8Array(60_000));
    await Deno.writeFile(join(source, "scripts", "日本", "large é.bin"), large);
    await Deno.writeTextFile(join(source, "scripts", "run.sh"), "echo", { mode: 0o755 });
    await Deno.writeTextFile(join(source, "empty"), "");
    await Deno.utime(join(source, "empty"), new Date(0), new Date(0));
    await Deno.symlink("empty", join(source, "link"));
    const archive = join(folder, "a.ojd");
    const skipped: string[] = [];
    let [packed, unpacked] = [0, 0];
    await writeArchive(source, archive, {
      onSkip: (path) => skipped.push(path),
      onBytes: (bytes) => packed += bytes,
    });
    assertEquals(skipped, [join(source, "link")]);
    await extractArchive(archive, target, { onBytes: (bytes) => unpacked += bytes });
    assertEquals([packed, unpacked], [60_004, 60_004]);
    assertEquals(await tree(target), ["empty", "scripts/run.sh", "scripts/日本/large é.bin"]);
    assertEquals(await Deno.readFile(join(target, "scripts", "日本", "large é.bin")), large);
    assertEquals((await Deno.stat(join(target, "scripts", "run.sh"))).mode! & 0o111, 0o111);
    assertEquals((await Deno.stat(join(target, "empty"))).mode! & 0o111, 0);
  }));

const ZEROS = new Uint8Array(300_000);
const LIMITS = { entries: 3, bytes: 100_000, ratio: 10 };

const HOSTILE: [what: string, entries: TestEntry[], message: string][] = [
  ["an absolute path", [{ name: "/etc/evil" }], "leads out of it"],
  ["a path of a drive", [{ name: "C:\\evil" }], "leads out of it"],
  ["a path that leads up", [{ name: "../evil" }], "leads out of it"],
  ["a path that leads up later", [{ name: "a/../../evil" }], "leads out of it"],
  ["a path that leads up on Windows", [{ name: "a\\..\\..\\evil" }], "leads out of it"],
  ["a link", [{ name: "link", data: "/etc", mode: 0o120777 }], "a link or a special file"],
  ["a device", [{ name: "device", mode: 0o020666 }], "a link or a special file"],
  ["an encrypted entry", [{ name: "a", encrypted: true }], "is encrypted"],
  ["the same path twice", [{ name: "a", data: "1" }, { name: "a", data: "2" }], "two entries"],
  ["a file that is a folder too", [{ name: "a" }, { name: "a/b" }], "two entries"],
  [
    "too many entries",
    ["a", "b", "c", "d"].map((name) => ({ name })),
    "more than 3 entries",
  ],
  ["a zip bomb", [{ name: "bomb", data: ZEROS }], "zip bomb"],
  ["a zip bomb that says it is small", [{ name: "bomb", data: ZEROS, told: 10 }], "valid .ojd"],
];

for (const [what, entries, message] of HOSTILE) {
  Deno.test(`an archive with ${what} is refused, and nothing is outside of its place`, () =>
    withFolder(async (folder) => {
      const [archive, target] = [join(folder, "a.ojd"), join(folder, "target")];
      await Deno.mkdir(target);
      await Deno.writeFile(archive, await zipOf(entries));
      const error = await assertRejects(() => extractArchive(archive, target, { limits: LIMITS }));
      assert((error as Error).message.includes(message), (error as Error).message);
      assertEquals((await tree(folder)).filter((path) => !path.startsWith("target/")), ["a.ojd"]);
      for (const path of await tree(target)) {
        assert((await Deno.lstat(join(target, path))).size <= 100_000);
      }
    }));
}

Deno.test("what is no archive, or was cut off, is refused by name", () =>
  withFolder(async (folder) => {
    const whole = await zipOf([{ name: "a", data: "hello" }]);
    const damaged = whole.slice();
    damaged[35] ^= 255;
    for (const bytes of [new TextEncoder().encode("hello"), whole.slice(0, -30), damaged]) {
      const archive = join(folder, "a.ojd");
      await Deno.writeFile(archive, bytes);
      const target = await Deno.makeTempDir({ dir: folder });
      await assertRejects(() => extractArchive(archive, target), BundleError, "not a valid .ojd");
    }
  }));

Deno.test("packing and unpacking stop with the reason of the signal", () =>
  withFolder(async (folder) => {
    const source = join(folder, "source");
    await Deno.mkdir(source);
    await Deno.writeFile(join(source, "a"), new Uint8Array(5_000_000));
    const stop = () => {
      const controller = new AbortController();
      return { signal: controller.signal, onBytes: () => controller.abort("enough") };
    };
    const archive = join(folder, "a.ojd");
    assertEquals(await writeArchive(source, archive, stop()).catch((reason) => reason), "enough");
    await Deno.remove(archive);
    await writeArchive(source, archive);
    const target = await Deno.makeTempDir({ dir: folder });
    assertEquals(await extractArchive(archive, target, stop()).catch((e) => e), "enough");
  }));

Deno.test("a bundle is described without being checked, from its folder and from its archive", () =>
  withFolder(async (folder) => {
    const source = join(folder, "source");
    await Deno.mkdir(source);
    await Deno.writeTextFile(join(source, "template.yaml"), TEMPLATE);
    await Deno.writeTextFile(
      join(source, "parameter_values.yaml"),
      "parameterValues: [{name: C, value: /c}]",
    );
    const info = await readBundleInfo(source);
    assertEquals([info.path, info.name, info.description], [source, "Größe", "Two\nlines\n"]);
    assertEquals(info.steps, ["First", "Second"]);
    assertEquals(info.parameters.map(({ name, type, value }) => [name, type, value]), [
      ["A", "STRING", "a"],
      ["B", "LIST[INT]", "[1, 2]"],
      ["C", "PATH", "/c"],
    ]);
    const archive = join(folder, "a.ojd");
    await Deno.writeFile(
      archive,
      await zipOf([
        { name: "deep/er/template.yaml", data: "name: no" },
        { name: "wrapper/template.json", data: '{"name": "no"}' },
        { name: "wrapper/template.yaml", data: TEMPLATE },
      ]),
    );
    const packed = await readBundleInfo(archive);
    assertEquals([packed.name, packed.steps], ["Größe", ["First", "Second"]]);
    assertEquals(packed.size, (await Deno.stat(archive)).size);
    await assertRejects(() => readBundleInfo(folder), BundleError, "no template.yaml");
  }));

Deno.test("a hostile template is described in bounds", () =>
  withFolder(async (folder) => {
    const template = {
      name: "n".repeat(10_000),
      description: ["a"],
      steps: [...Array(600).fill({ name: "s" }), 5, null],
      parameterDefinitions: [{ name: { a: 1 } }, { type: "INT", default: "d".repeat(5_000) }, []],
    };
    await Deno.writeTextFile(join(folder, "template.json"), JSON.stringify(template));
    const info = await readBundleInfo(folder);
    assertEquals([info.name.length, info.description], [512, ""]);
    assertEquals([info.steps.length, info.totalSteps], [500, 600]);
    assertEquals(info.parameters.map(({ name, type }) => [name, type]), [['{"a":1}', ""], [
      "",
      "INT",
    ]]);
    assertEquals(info.parameters[1].value?.length, 1024);
  }));

const INFO = { path: "s3://b/k", name: "Render", description: "", steps: [], parameters: [] };

Deno.test("a description fits into the metadata of an object, and comes out of it again", () => {
  const parameters = [{ name: "A", type: "INT" }, { name: "B", type: "LIST[INT]" }];
  const info = { ...INFO, name: "日本 \r\n\0 é", steps: ["One", "Two"], parameters };
  const metadata = toBundleMetadata(info);
  assertEquals(metadata, {
    "ojd-name": "=?utf-8?b?5pel5pysIMOp?=",
    "ojd-step-count": "2",
    "ojd-param-count": "2",
    "ojd-steps": "One,Two",
    "ojd-params": "A:INT,B:LIST[INT]",
  });
  assertEquals(fromBundleMetadata(metadata, INFO.path), {
    ...info,
    name: "日本 é",
    totalSteps: 2,
    totalParameters: 2,
  });
  assertEquals(fromBundleMetadata({}, "x"), undefined);
});

Deno.test("what is too long for metadata is cut at a character and says so", () => {
  const steps = Array.from({ length: 300 }, (_, index) => `Step ${index} 日本`);
  const parameters = Array.from({ length: 300 }, (_, i) => ({ name: `P${i}`, type: "STRING" }));
  const description = "Ä".repeat(2000);
  const metadata = toBundleMetadata({
    ...INFO,
    name: "n".repeat(300),
    description,
    steps,
    parameters,
  });
  const size = Object.entries(metadata).reduce((sum, [k, v]) => sum + 12 + k.length + v.length, 0);
  assert(size <= 1792 && size > 1780, `${size}`);
  assertEquals(metadata["ojd-name"], "n".repeat(253) + "...");
  assert(metadata["ojd-desc"].length <= 600 && metadata["ojd-desc"].endsWith("?=..."));
  const read = fromBundleMetadata(metadata, "x")!;
  assert(/^Ä+\.\.\.$/.test(read.description));
  assertEquals([read.steps[0], read.totalSteps], ["Step 0 日本", 300]);
  assertEquals(read.parameters[0], { name: "P0", type: "STRING" });
});

Deno.test("metadata of other programs is read too, and what is malformed stays as it is", () => {
  const name = (text: string) => fromBundleMetadata({ "ojd-name": text }, "x")!.name;
  assertEquals(name("=?UTF-8?B?w6k=?= =?iso-8859-1?Q?=E9_x?="), "éé x");
  assertEquals(name("=?nonsense?b?w6k=?="), "=?nonsense?b?w6k=?=");
  assertEquals(name("=?utf-8?b?***?="), "=?utf-8?b?***?=");
});

Deno.test("names that lead elsewhere, or are none, cannot be those of shared bundles", () => {
  for (const name of ["", ".", "..", "/", "___", "//", "a\\..\\b"]) {
    assertThrows(() => safeBundleName(name), TypeError, "choose another");
  }
  assertEquals(safeBundleName("a/../b"), "a_.._b");
  assertEquals(safeBundleName("maya/render\t1"), "maya_render_1");
  assertEquals(safeBundleName("日本 é_"), "日本 é_");
});
