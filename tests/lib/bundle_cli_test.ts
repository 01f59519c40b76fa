import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readBundle } from "@deadline/client/bundle";
import type { Farm } from "@deadline/farm";
import { clientEnvironment, homeEnvironment } from "../farm/_environment.ts";
import { testFarm } from "../farm/_farm.ts";
import { commandLine, type CommandLineRun } from "./_command_line.ts";
import { zipOf } from "./_zip.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Greeting
description: Says hello
parameterDefinitions: [{ name: Who, type: STRING, default: world }, { name: File, type: PATH }]
steps: [{ name: Greet, script: { actions: { onRun: { command: echo } } } }]
`;

/** A folder with a bundle, in which command lines run; with a farm if one is given. */
async function withDesk(
  body: (desk: {
    folder: string;
    answers: string[];
    run: (...words: string[]) => Promise<CommandLineRun>;
  }) => Promise<void>,
  farm?: Farm,
  isTerminal = true,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const answers: string[] = [];
  const env = farm ? clientEnvironment(farm, folder) : homeEnvironment(folder);
  const place = farm ? ["--farm-id", farm.farmId, "--queue-id", farm.queueId] : [];
  try {
    await Deno.mkdir(join(folder, "hello"));
    await Deno.writeTextFile(join(folder, "hello", "template.yaml"), TEMPLATE);
    await body({
      folder,
      answers,
      run: async (...words) => {
        const line = words[1] === "export" ? words : [...words, ...place];
        const options = { env, cwd: folder, answers, isTerminal };
        const { out, ...run } = await commandLine(line, options);
        // deno-lint-ignore no-control-regex -- bars of progress are drawn over and over
        return { ...run, out: out.replace(/\r[A-Z][a-z]+ \[.*\x1b\[K\n?/g, "") };
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withFarm(body: Parameters<typeof withDesk>[0]): Promise<void> {
  await using on = await testFarm({ bucket: "attachments" });
  await withDesk(body, on.farm);
}

Deno.test("bundle list shows bundles and archives of a folder, the home folder unless told", () =>
  withDesk(async ({ folder, run }) => {
    await Deno.writeFile(join(folder, "packed.ojd"), await zipOf([]));
    await Deno.mkdir(join(folder, "other"));
    assertEquals(await run("bundle", "list"), { code: 0, out: "hello\npacked\n", err: "" });
    const { out } = await run("bundle", "list", ".", "--no-archives", "--output", "json");
    assertEquals(JSON.parse(out), [
      { name: "hello", path: join(folder, "hello"), format: "folder" },
    ]);
    await run("config", "set", "settings.job_bundle_default_directory", join(folder, "other"));
    assertEquals((await run("bundle", "list")).out, "");
    const { code, err } = await run("bundle", "list", "nowhere");
    assertEquals([code, err.includes(`no folder "${join(folder, "nowhere")}"`)], [1, true]);
  }));

Deno.test("bundle info shows a bundle by its path, or by its name in the configured folder", () =>
  withDesk(async ({ folder, run }) => {
    const path = join(folder, "hello");
    const text = `Path: ${path}\nName: Greeting\nDescription: Says hello\nSteps:\n  • Greet\n` +
      "Parameters:\n  Who (STRING) = world\n  File (PATH)\n";
    assertEquals(await run("bundle", "info", "hello"), { code: 0, out: text, err: "" });
    const { out } = await run("bundle", "info", "hello", "--output", "json");
    assertEquals(JSON.parse(out), {
      name: "Greeting",
      description: "Says hello",
      steps: ["Greet"],
      parameters: [
        { name: "Who", type: "STRING", default: "world", _display_value: "world" },
        { name: "File", type: "PATH" },
      ],
      sizeBytes: null,
      path,
    });
    const { code, err } = await run("bundle", "info", "nobody");
    assertEquals(code, 1);
    assertStringIncludes(err, "Bundle 'nobody' not found");
  }));

Deno.test("bundle upload, list, info, hide, unhide and download on the queue", () =>
  withFarm(async ({ folder, answers, run }) => {
    const address = "s3://attachments/DeadlineCloud/job-bundles/hello.ojd";
    assertEquals(await run("bundle", "upload", "hello"), {
      code: 0,
      out: `Uploaded bundle to ${address}\n`,
      err: "",
    });
    answers.push("n");
    const declined = await run("bundle", "upload", "hello");
    assertEquals(declined.code, 1);
    assertStringIncludes(declined.out, "'hello' already exists on the queue. Overwrite? [y/n]: ");
    assertEquals((await run("bundle", "upload", "hello", "--yes")).code, 0);
    assertEquals((await run("bundle", "upload", "hello", "--name", "a/b")).code, 0);

    assertEquals((await run("bundle", "list", "--queue")).out, "a_b\nhello\n");
    assertEquals((await run("bundle", "hide", "hello")).out, "Hidden bundle: hello\n");
    assertEquals((await run("bundle", "hide", "hello")).out, "Bundle already hidden: hello\n");
    assertEquals((await run("bundle", "list", "--queue")).out, "a_b\n");
    const all = await run("bundle", "list", "--queue", "--show-hidden", "--output", "json");
    assertEquals(JSON.parse(all.out)[1], {
      name: "hello",
      path: address,
      format: "archive",
      hidden: true,
    });
    assertEquals((await run("bundle", "unhide", "hello")).out, "Unhidden bundle: hello\n");
    assertEquals((await run("bundle", "unhide", "hello")).out, "Bundle is not hidden: hello\n");

    const info = JSON.parse((await run("bundle", "info", "hello", "--queue", "--output=json")).out);
    assertEquals(info.parameters[0], { name: "Who", type: "STRING", _from_metadata: true });
    assertEquals([info.path, info.sizeBytes > 0], [address, true]);

    const cached = await run("bundle", "download", "hello", "--output", "json");
    const { path } = JSON.parse(cached.out);
    assert(path.startsWith(join(folder, ".deadline", "cache", "job-bundles")));
    const place = join(folder, "mine", "hello");
    const downloaded = await run("bundle", "download", "hello", "-o", "mine");
    assertEquals(downloaded.out, `Downloaded bundle to: ${place}\n`);
    assertEquals((await readBundle(place)).templateText, TEMPLATE);
    answers.push("y");
    assertEquals((await run("bundle", "download", "hello", "-o", "mine")).code, 0);
    assertEquals((await run("bundle", "download", "hello", "-o", "mine")).code, 1);

    const missing = await run("bundle", "download", "nobody");
    assertEquals(missing.code, 1);
    assertStringIncludes(
      missing.err,
      "Bundle 'nobody' not found on queue.\nAvailable bundles: a_b, hello\n",
    );
    assertEquals((await run("bundle", "download", "..")).code, 1);
  }));

Deno.test("bundle export writes a copy with the values given, in either format", () =>
  withDesk(async ({ folder, run }) => {
    const line = [
      "bundle",
      "export",
      "hello",
      "-o",
      "copy",
      "-p",
      "File=scene.ma",
      "-p",
      "Who=Ann",
    ];
    const destination = join(folder, "copy");
    assertEquals((await run(...line, "--name", "Shot")).out, `Wrote ${destination}\n`);
    const bundle = await readBundle(destination);
    assertEquals([bundle.template.name, bundle.templateType], ["Shot", "YAML"]);
    assertEquals(bundle.parameterValues, [
      { name: "Who", value: "Ann" },
      { name: "File", value: join(folder, "scene.ma") },
    ]);
    const again = await run(...line);
    assertEquals(again.code, 1);
    assertStringIncludes(again.err, "there already and not empty");
    assertEquals((await run(...line, "--format", "json", "--yes")).code, 0);
    assertEquals((await readBundle(destination)).templateType, "JSON");
    const wrong = await run("bundle", "export", "hello", "-o", "x", "-p", "File");
    assertEquals(wrong.code, 2);
  }));

Deno.test("without a terminal, bundle list and info write JSON", () =>
  withDesk(
    async ({ run }) => {
      assertEquals(JSON.parse((await run("bundle", "list")).out)[0].name, "hello");
      assertEquals(JSON.parse((await run("bundle", "info", "hello")).out).name, "Greeting");
    },
    undefined,
    false,
  ));
