import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  BundleError,
  exportBundle,
  readBundle,
  readHooks,
  resolveBundleParameters,
  saveToHistory,
  writeBundle,
} from "@deadline/client/bundle";

const TEMPLATE = `# stays
specificationVersion: jobtemplate-2023-09
name: Greeting
parameterDefinitions:
  - { name: Who, type: STRING, default: world }
  - { name: Count, type: INT }
  - { name: Script, type: PATH, default: scripts/hello.sh }
  - { name: Scene, type: PATH, dataFlow: IN, default: "" }
steps:
  - name: Greet
    script: { actions: { onRun: { command: echo } } }
`;
const REFERENCES = {
  inputFiles: ["/b", "/a"],
  inputDirectories: [],
  outputDirectories: ["/out"],
  referencedPaths: [],
};

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("a bundle is written as YAML: the template as it is, the rest as the Python client does", () =>
  withFolder(async (folder) => {
    const target = join(folder, "new", "bundle");
    await writeBundle(target, {
      template: TEMPLATE,
      parameterValues: [{ name: "Who", value: "日本" }, { name: "Count", value: 3 }],
      assetReferences: REFERENCES,
      hooks: { version: "1.0", preSubmission: [{ command: "check.sh" }] },
    });
    assertEquals(await names(target), [
      "asset_references.yaml",
      "hooks.yaml",
      "parameter_values.yaml",
      "template.yaml",
    ]);
    assertEquals(await Deno.readTextFile(join(target, "template.yaml")), TEMPLATE);
    assertEquals(
      await Deno.readTextFile(join(target, "parameter_values.yaml")),
      'parameterValues:\n- name: Who\n  value: "\\u65E5\\u672C"\n- name: Count\n  value: 3\n',
    );
    assertEquals(
      await Deno.readTextFile(join(target, "asset_references.yaml")),
      "assetReferences:\n  inputs:\n    directories: []\n    filenames:\n    - /a\n    - /b\n" +
        "  outputs:\n    directories:\n    - /out\n  referencedPaths: []\n",
    );
    assertEquals((await readHooks(target))?.preSubmission?.[0].command, "check.sh");
    const bundle = await readBundle(target);
    assertEquals(bundle.assetReferences.inputFiles, ["/a", "/b"]);
    assertEquals(await names(folder), ["new"]);
  }));

Deno.test("a bundle is written as JSON, whatever its template was, with two blanks a level", () =>
  withFolder(async (folder) => {
    const target = join(folder, "bundle");
    const parameterValues = [{ name: "Who", value: "é\u007f" }];
    await writeBundle(target, { template: TEMPLATE, name: "Other", parameterValues }, {
      format: "JSON",
    });
    assertEquals(await names(target), ["parameter_values.json", "template.json"]);
    const text = await Deno.readTextFile(join(target, "parameter_values.json"));
    assertEquals(
      text,
      '{\n  "parameterValues": [\n    {\n      "name": "Who",\n      "value": "\\u00e9\\u007f"\n    }\n  ]\n}',
    );
    assertEquals((await readBundle(target)).template.name, "Other");
  }));

Deno.test("what is in a directory stays unless it shall be replaced, and then goes as a whole", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "keep.txt"), "mine");
    await assertRejects(
      () => writeBundle(folder, { template: TEMPLATE }),
      BundleError,
      "not empty",
    );
    assertEquals(await names(folder), ["keep.txt"]);
    const target = join(folder, "bundle");
    await writeBundle(target, { template: TEMPLATE, parameterValues: [] });
    await writeBundle(target, { template: TEMPLATE, name: "Second" }, { replace: true });
    assertEquals(await names(target), ["template.yaml"]);
    assertEquals(await names(folder), ["bundle", "keep.txt"]);
  }));

Deno.test("writing that is cancelled leaves nothing", () =>
  withFolder(async (folder) => {
    const target = join(folder, "bundle");
    const controller = new AbortController();
    const writing = writeBundle(target, { template: TEMPLATE }, { signal: controller.signal });
    controller.abort("enough");
    assertEquals(await writing.catch((reason) => reason), "enough");
    assertEquals(await names(folder), []);
  }));

/** A bundle with a script, a link to it, values and references. */
async function scriptedBundle(folder: string): Promise<string> {
  const source = join(folder, "source");
  await writeBundle(source, {
    template: TEMPLATE,
    parameterValues: [
      { name: "Count", value: 3 },
      { name: "deadline:priority", value: 70 },
      { name: "maya:thing", value: "x" },
    ],
    assetReferences: REFERENCES,
  });
  await Deno.mkdir(join(source, "scripts"));
  await Deno.writeTextFile(join(source, "scripts", "hello.sh"), "echo", { mode: 0o755 });
  await Deno.symlink(join(source, "scripts", "hello.sh"), join(source, "link.sh"));
  return source;
}

Deno.test("an exported bundle submits as the first does with the values given", () =>
  withFolder(async (folder) => {
    const source = await scriptedBundle(folder);
    const destination = join(folder, "copy");
    const parameters = { Scene: "shots/a.ma", Packages: "blender", "deadline:priority": "80" };
    const cwd = "/home/ann";
    await exportBundle({ directory: source, destination, name: "Shot 12", parameters, cwd });
    await Deno.remove(source, { recursive: true });
    const copy = await readBundle(destination);
    assertEquals(copy.template.name, "Shot 12");
    assert(copy.templateText.startsWith("# stays\n"));
    assertEquals(copy.assetReferences, { ...REFERENCES, inputFiles: ["/a", "/b"] });
    assertEquals(await Deno.readTextFile(join(destination, "link.sh")), "echo");
    const { parameters: found, fields, others } = resolveBundleParameters(copy, {
      keepUnknown: true,
    });
    assertEquals(Object.fromEntries(found.map((each) => [each.definition.name, each.value])), {
      Who: undefined,
      Count: "3",
      Script: join(destination, "scripts/hello.sh"),
      Scene: "/home/ann/shots/a.ma",
    });
    assertEquals(fields, { priority: 80 });
    assertEquals(others, [
      { name: "maya:thing", value: "x" },
      { name: "Packages", value: "blender" },
    ]);
  }));

Deno.test("a bundle is not exported onto itself, nor with values that cannot be used", () =>
  withFolder(async (folder) => {
    const directory = await scriptedBundle(folder);
    await assertRejects(
      () => exportBundle({ directory, destination: directory }, { replace: true }),
      BundleError,
      "in its own place",
    );
    const destination = join(folder, "copy");
    await assertRejects(
      () => exportBundle({ directory, destination, parameters: { Count: "many" } }),
      BundleError,
      "must be a whole number",
    );
    assertEquals(await names(folder), ["source"]);
  }));

Deno.test("the job history has a folder a month, numbered within the day", () =>
  withFolder(async (folder) => {
    const now = new Date(2026, 0, 2, 23, 59);
    const input = {
      folder,
      submitterName: "Ma/ya",
      jobName: "shot: 12 é_日本 💥" + "x".repeat(200),
      now,
    };
    const day = join(folder, "2026-01");
    await Deno.mkdir(join(day, "2026-01-02-08-Other-job"), { recursive: true });
    await Deno.mkdir(join(day, "2026-01-02-none"));
    const parts = { template: TEMPLATE, parameterValues: [], assetReferences: REFERENCES };
    const made = await saveToHistory({ ...input, hooksOrigin: "/bundles/a" }, parts);
    const name = "shot 12 é_日本 " + "x".repeat(128 - 13);
    assertEquals(made, join(day, `2026-01-02-09-Maya-${name}`));
    assertEquals(await Deno.readTextFile(join(made, ".hooks_origin")), "/bundles/a");
    assertEquals((await readBundle(made)).template.name, "Greeting");
  }));

Deno.test("of many that are saved to the history at once each gets a folder of its own", () =>
  withFolder(async (folder) => {
    const input = { folder, submitterName: "Same", jobName: "job" };
    const made = await Promise.all(
      Array.from({ length: 20 }, () => saveToHistory(input, { template: TEMPLATE })),
    );
    assertEquals(new Set(made).size, 20);
    for (const each of made) assertEquals(await names(each), ["template.yaml"]);
  }));

Deno.test("hooks of the wrong form are refused, naming the file and the place", () =>
  withFolder(async (folder) => {
    for (
      const [text, message] of [
        ["[]", "it must be an object"],
        ["version: '2.0'", 'version "2.0" is not supported'],
        ["preGUI: {}", '"preGUI" must be a list'],
        ["preSubmission: [{ args: [a] }]", "preSubmission[0] must have a command"],
        ["postSubmission: [{ command: a, timeout: 0 }]", '"timeout" must be a whole number'],
        ["postSubmission: [{ command: a, args: [[]] }]", "args[0] must be text"],
      ]
    ) {
      await Deno.writeTextFile(join(folder, "hooks.yaml"), text);
      const error = await assertRejects(() => readHooks(folder), BundleError, message);
      assertEquals(error.file, "hooks.yaml");
    }
    assertEquals(await readHooks(join(folder, "elsewhere")), undefined);
  }));
