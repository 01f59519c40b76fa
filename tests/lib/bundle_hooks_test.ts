import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import {
  BundleError,
  describeHooks,
  findHooks,
  HookError,
  type HookFacts,
  type HookMoment,
  type HookSource,
  readBundle,
  resolveBundleParameters,
  runHooks,
  type RunHooksOptions,
  runPreSubmissionHooks,
  submitBundle,
} from "@deadline/client/bundle";
import { FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const TEMPLATE = `specificationVersion: jobtemplate-2023-09
name: Greeting
parameterDefinitions:
  - { name: Who, type: STRING, default: world }
  - { name: Scene, type: PATH, default: "" }
steps:
  - name: Greet
    script: { actions: { onRun: { command: echo } } }
`;

const FACTS: HookFacts = {
  jobName: "Größe",
  priority: 50,
  farmId: "farm-1",
  queueId: "queue-1",
  jobBundleDir: "/bundles/a",
  parameters: { Who: "é", Scene: null },
  submitterName: "Test",
  assetReferences: {},
  storageProfileId: "sp-1",
};

/** A bundle with hooks, each a shell script given by its text. */
async function withHooks(
  hooks: Partial<Record<HookMoment, (string | { script: string; [key: string]: unknown })[]>>,
  body: (folder: string, sources: HookSource[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeTextFile(join(folder, "template.yaml"), TEMPLATE);
    const file: Record<string, unknown> = { version: "1.0" };
    for (const [moment, list] of Object.entries(hooks)) {
      file[moment] = await Promise.all(list.map(async (each, index) => {
        const { script, ...rest } = typeof each === "string" ? { script: each } : each;
        const name = `${moment}${index}.sh`;
        await Deno.writeTextFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        return { command: name, ...rest };
      }));
    }
    await Deno.writeTextFile(join(folder, "hooks.json"), JSON.stringify(file));
    const moments = Object.keys(hooks) as HookMoment[];
    const settings = { allowBundleHooks: true, env: new Map() };
    await body(folder, await findHooks(folder, moments, settings));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("hooks run only if the settings allow them, those of the environment first", () =>
  withHooks(
    { preSubmission: ["true"] },
    (bundle) =>
      withHooks({ preSubmission: ["true"], preGUI: ["true"] }, async (shared) => {
        const env = new Map([["DEADLINE_HOOKS_DIR", shared]]);
        const find = async (settings: object, moment: HookMoment = "preSubmission") => {
          const notes: string[] = [];
          const found = await findHooks(bundle, [moment], { env, ...settings }, {
            onNote: (note) => notes.push(note),
          });
          return { origins: found.map(({ origin }) => origin), notes };
        };
        const none = await find({});
        assertEquals(none.origins, []);
        assertStringIncludes(none.notes[0], "config set settings.allow_environment_hooks true");
        assertStringIncludes(none.notes[1], "config set settings.allow_bundle_hooks true");
        const all = { allowBundleHooks: true, allowEnvironmentHooks: true };
        assertEquals(await find(all), { origins: ["environment", "bundle"], notes: [] });
        assertEquals(await find(all, "preGUI"), { origins: ["environment"], notes: [] });
        env.set("DEADLINE_HOOKS_DIR", bundle);
        assertEquals((await find({ allowEnvironmentHooks: true })).origins, ["bundle"]);
        env.set("DEADLINE_HOOKS_DIR", "/nowhere");
        assertStringIncludes((await find(all)).notes[0], '"/nowhere", which is not a directory');
      }),
  ));

Deno.test("before a bundle is chosen, no hooks of the current directory are taken for its own", () =>
  withHooks({ preGUI: ["true"] }, async (shared) => {
    const settings = { allowBundleHooks: true, allowEnvironmentHooks: true };
    const env = new Map([["DEADLINE_HOOKS_DIR", shared]]);
    const found = await findHooks(undefined, ["preGUI"], { ...settings, env });
    assertEquals(found.map(({ origin }) => origin), ["environment"]);
  }));

Deno.test("people are told which programs would run, and from where", () =>
  withHooks({ preSubmission: [{ script: "true", args: ["-v"] }] }, (folder, sources) => {
    assertEquals(
      describeHooks(sources),
      "This job bundle contains submission hooks that will execute on your machine:\n\n" +
        `  Pre-submission hooks:\n    [1] preSubmission0.sh -v\n\n  Location: ${folder}\n`,
    );
    return Promise.resolve();
  }));

Deno.test("a hook reads the facts as JSON and finds them among its variables", () =>
  withHooks({
    postSubmission: [{
      script: `cat > "$OUT.json"; env > "$OUT.env"; echo "$@" > "$OUT.args"; pwd > "$OUT.pwd"`,
      args: ["hooks.json", "nothing", "/", "$HOME; echo x"],
      env: { EXTRA: 5 },
    }],
  }, async (folder, sources) => {
    const out = join(folder, "out");
    const facts = { ...FACTS, jobId: "job-1", submissionPayload: { priority: 50 } };
    await runHooks(sources, "postSubmission", facts, { variables: { OUT: out, PATH: path() } });
    const message = await Deno.readTextFile(`${out}.json`);
    assert(message.startsWith('{\n  "jobName": "Gr\\u00f6\\u00dfe",\n  "priority": 50,'));
    assertEquals(JSON.parse(message), facts);
    const variables = (await Deno.readTextFile(`${out}.env`)).split("\n");
    for (
      const line of [
        "DEADLINE_JOB_NAME=Größe",
        "DEADLINE_PRIORITY=50",
        "DEADLINE_FARM_ID=farm-1",
        "DEADLINE_QUEUE_ID=queue-1",
        "DEADLINE_JOB_BUNDLE_DIR=/bundles/a",
        "DEADLINE_STORAGE_PROFILE_ID=sp-1",
        "DEADLINE_JOB_ID=job-1",
        "EXTRA=5",
      ]
    ) assert(variables.includes(line), line);
    const args = `${folder}/hooks.json nothing / $HOME; echo x\n`;
    assertEquals(await Deno.readTextFile(`${out}.args`), args);
    assertEquals(await Deno.readTextFile(`${out}.pwd`), `${Deno.cwd()}\n`);
  }));

const path = () => Deno.env.get("PATH") ?? "";

async function lines(
  sources: HookSource[],
  moment: HookMoment = "preSubmission",
  options: RunHooksOptions = {},
) {
  const said: string[] = [];
  const output = await runHooks(sources, moment, FACTS, {
    ...options,
    onLine: (line) => said.push(line),
  });
  return { output, said };
}

Deno.test("what hooks write for people comes as lines, what they answer is put together", () =>
  withHooks({
    preSubmission: [
      `echo "one
two" >&2; echo '{"priority": 1, "parameters": {"A": 1, "B": 1}, "attachments": {"assetReferences": {"inputFilenames": ["/a"]}}}'`,
      `grep -q '"priority": 1' && echo '{"priority": 2, "parameters": {"B": 2}, "other": 1, "attachments": {"assetReferences": {"outputDirectories": ["/o"]}}}'`,
      `printf '  \\n'`,
    ],
  }, async (_, sources) => {
    const { output, said } = await lines(sources);
    assertEquals(said, [
      "Running pre-submission hook [1]: preSubmission0.sh",
      "  [pre-submission hook 1] one",
      "  [pre-submission hook 1] two",
      "Running pre-submission hook [2]: preSubmission1.sh",
      "Running pre-submission hook [3]: preSubmission2.sh",
    ]);
    assertEquals(output, {
      priority: 2,
      parameters: { A: 1, B: 2 },
      attachments: { assetReferences: { inputFilenames: ["/a"], outputDirectories: ["/o"] } },
    });
  }));

const FAILING: [what: string, script: string, message: string][] = [
  ["fails", "echo why >&2; exit 3", "it ended with code 3"],
  ["writes no JSON", "echo hello", "what it wrote is not JSON"],
  ["writes a list", "echo '[]'", "is not a JSON object"],
  [
    "writes parameters that are none",
    `echo '{"parameters": []}'`,
    '"parameters" must be an object',
  ],
  [
    "writes a priority that is none",
    `echo '{"priority": "x"}'`,
    '"priority" must be a whole number',
  ],
  [
    "writes paths that are none",
    `echo '{"attachments": {"assetReferences": {"inputFilenames": [1]}}}'`,
    "must be a list of paths",
  ],
];

for (const [what, script, message] of FAILING) {
  Deno.test(`a hook that ${what} ends the submission`, () =>
    withHooks({ preSubmission: [script, "touch never"] }, async (folder, sources) => {
      const error = await assertRejects(() => lines(sources), HookError, message);
      assertEquals([error.moment, error.command], ["preSubmission", "preSubmission0.sh"]);
      assertEquals(await Deno.stat(join(folder, "never")).catch(() => undefined), undefined);
    }));
}

Deno.test("before a form opens hooks may set parameters, name and description, nothing else", () =>
  withHooks({
    preGUI: [`echo '{"name": "a", "parameters": {"A": 1}}'`, `echo '{"name": "b"}'`],
  }, async (_, sources) => {
    const { output, said } = await lines(sources, "preGUI");
    assertEquals(output, { name: "b", parameters: { A: 1 } });
    assertEquals(said[0], "Running pre-GUI hook [1]: preGUI0.sh");
  }).then(() =>
    withHooks({ preGUI: [`echo '{"farmId": "a"}'`] }, async (_, sources) => {
      await assertRejects(() => lines(sources, "preGUI"), HookError, 'it wrote "farmId"');
    })
  ));

Deno.test("hooks after a submission that fail are warnings, and the others run all the same", () =>
  withHooks({
    postSubmission: ["exit 3", { script: "true", command: "./nowhere" }, `touch "$OUT"`],
  }, async (folder, sources) => {
    const warnings: string[] = [];
    const out = join(folder, "out");
    const { output } = await lines(sources, "postSubmission", {
      variables: { OUT: out, PATH: path() },
      onWarning: ({ message }) => warnings.push(message),
    });
    assertEquals(output, {});
    assertMatch(warnings[0], /ended with code 3$/);
    assertMatch(warnings[1], /"\.\/nowhere": there is no such program$/);
    assert(await Deno.stat(out));
  }));

Deno.test("a command is a file beside the hooks, or a program in PATH", () =>
  withHooks({
    preSubmission: [
      { script: "true", command: "sh", args: ["-c", "cat > /dev/null"] },
      { script: "true", command: "no-such-program-here" },
    ],
  }, async (_, sources) => {
    const error = await assertRejects(() => lines(sources), HookError, "there is no such program");
    assertEquals(error.command, "no-such-program-here");
  }));

/** Whether a process still runs. */
async function runs(pid: number): Promise<boolean> {
  const state = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return state !== "" && !/\) Z /.test(state);
}

async function ended(pid: number): Promise<void> {
  while (await runs(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("a hook that takes too long is ended with all that it started", () =>
  withHooks({
    preSubmission: [{ script: `sleep 600 & echo $! > "$OUT"; wait`, timeout: 1 }],
  }, async (folder, sources) => {
    const variables = { OUT: join(folder, "pid"), PATH: path() };
    const running = lines(sources, "preSubmission", { variables });
    await assertRejects(() => running, HookError, "it did not end within 1 s");
    await ended(Number(await Deno.readTextFile(variables.OUT)));
  }));

Deno.test("cancelling ends the running hook with all that it started, and rejects with the reason", () =>
  withHooks({
    preSubmission: [`sleep 600 & echo $! > "$OUT"; echo started >&2; wait`],
  }, async (folder, sources) => {
    const variables = { OUT: join(folder, "pid"), PATH: path() };
    const controller = new AbortController();
    const running = runHooks(sources, "preSubmission", FACTS, {
      variables,
      signal: controller.signal,
      onLine: (line) => line.endsWith("started") && controller.abort("enough"),
    });
    assertEquals(await running.catch((reason) => reason), "enough");
    await ended(Number(await Deno.readTextFile(variables.OUT)));
  }));

Deno.test("a hook that neither reads nor keeps quiet does not hang", () =>
  withHooks({
    preSubmission: [`head -c 3000000 /dev/zero | tr '\\0' x >&2; exec 0<&-; echo '{}'`],
  }, async (_, sources) => {
    const facts = { ...FACTS, parameters: { Long: "x".repeat(3_000_000) } };
    let length = 0;
    const onLine = (line: string) => void (length += line.length);
    assertEquals(await runHooks(sources, "preSubmission", facts, { onLine }), {});
    assert(length > 3_000_000);
  }));

Deno.test("hooks before a submission change values below the submitter's, files, paths and template", () =>
  withHooks({
    preSubmission: [
      `cat > /dev/null
echo '{"parameterValues": [{"name": "Scene", "value": "rel/from file"}]}' > "$DEADLINE_JOB_BUNDLE_DIR/parameter_values.json"
echo '{"priority": 90, "parameters": {"Who": "hook", "Scene": "/hook"}, "attachments": {"assetReferences": {"inputFilenames": ["/in"]}}}'`,
    ],
  }, async (folder, sources) => {
    const bundle = await readBundle(folder);
    const facts = { ...FACTS, jobBundleDir: folder };
    const hooked = await runPreSubmissionHooks(sources, bundle, facts, { Scene: "/mine" });
    assertEquals(hooked.values, { Who: "hook", Scene: "/mine" });
    assertEquals([hooked.hookedNames, hooked.priority], [["Who"], 90]);
    assertEquals(hooked.bundle.assetReferences.inputFiles, ["/in"]);
    assertEquals(hooked.bundle.parameterValues, [{ name: "Scene", value: "rel/from file" }]);
    const { parameters } = resolveBundleParameters(hooked.bundle, { values: hooked.values });
    assertEquals(parameters.map(({ value }) => value), ["hook", "/mine"]);
  }));

Deno.test("a relative path of a hook is refused, and so is a template that cannot be used", () =>
  withHooks(
    { preSubmission: [`echo '{"parameters": {"Scene": "a/b"}}'`] },
    async (folder, sources) => {
      const bundle = await readBundle(folder);
      await assertRejects(
        () => runPreSubmissionHooks(sources, bundle, FACTS, {}),
        BundleError,
        'a hook gave the relative path "a/b" for Scene',
      );
      assertEquals((await runPreSubmissionHooks(sources, bundle, FACTS, { Scene: "/x" })).values, {
        Scene: "/x",
      });
    },
  ).then(() =>
    withHooks({ preSubmission: [`echo '{"template": "name: x"}'`] }, async (folder, sources) => {
      await assertRejects(
        async () => runPreSubmissionHooks(sources, await readBundle(folder), FACTS, {}),
        BundleError,
        "the template that a hook gave",
      );
    })
  ));

Deno.test("a copy in the job history runs the scripts of the bundle that it was made of", () =>
  withHooks({ preSubmission: ["echo '{}'"] }, async (origin) => {
    const copy = await Deno.makeTempDir();
    try {
      await Deno.copyFile(join(origin, "hooks.json"), join(copy, "hooks.json"));
      await Deno.writeTextFile(join(copy, ".hooks_origin"), origin);
      const settings = { allowBundleHooks: true, env: new Map() };
      const sources = await findHooks(copy, ["preSubmission"], settings);
      assertEquals(sources[0].directory, origin);
      assertEquals((await lines(sources)).output, {});
    } finally {
      await Deno.remove(copy, { recursive: true });
    }
  }));

/** The service's side of a submission. */
function farm(request: SeenRequest): Response {
  if (request.method === "POST") return json({ jobId: JOB }, 201);
  if (request.path.endsWith("/environments")) return json({ environments: [] });
  if (request.path.includes("/jobs/")) {
    return json({ jobId: JOB, lifecycleStatus: "CREATE_COMPLETE" });
  }
  return json({ queueId: QUEUE, displayName: "Queue" });
}

const INPUT = { farmId: FARM, queueId: QUEUE, submitterName: "Test" };

Deno.test("a submission runs its hooks, sends what they say, and tells them of the job", () =>
  withHooks({
    preSubmission: [
      `cat > "$(dirname "$0")/before.json"; echo '{"priority": 90, "parameters": {"Who": "hook"}}'`,
    ],
    postSubmission: [`cat > "$(dirname "$0")/after.json"`, "exit 3"],
  }, async (folder, hooks) => {
    await using service = new Loopback(farm);
    const [said, warnings]: [string[], string[]] = [[], []];
    const parameters = { Scene: "a.ma" };
    const { jobId } = await submitBundle(folder, {
      ...INPUT,
      hooks,
      parameters,
      name: "Shot 12",
      cwd: "/home/ann",
    }, {
      session: service.session,
      onHookLine: (line) => said.push(line),
      onHookWarning: ({ message }) => warnings.push(message),
    });
    assertEquals([jobId, warnings.length], [JOB, 1]);
    assertEquals(said.map((line) => line.split(":")[0]), [
      "Running pre-submission hook [1]",
      "Running post-submission hook [1]",
      "Running post-submission hook [2]",
    ]);
    const create = service.requests.find(({ method }) => method === "POST")!;
    const { priority, parameters: sent, template } = JSON.parse(create.body);
    assertEquals([priority, sent], [90, {
      Who: { string: "hook" },
      Scene: { path: "/home/ann/a.ma" },
    }]);
    assertStringIncludes(template, "name: Shot 12");
    const before = JSON.parse(await Deno.readTextFile(join(folder, "before.json")));
    assertEquals(before, {
      jobName: "Shot 12",
      priority: 50,
      farmId: FARM,
      queueId: QUEUE,
      jobBundleDir: folder,
      parameters: { Who: null, Scene: "/home/ann/a.ma" },
      submitterName: "Test",
      assetReferences: {},
      submissionPayload: {},
    });
    const after = JSON.parse(await Deno.readTextFile(join(folder, "after.json")));
    assertEquals([after.jobId, after.priority, after.parameters.Who], [JOB, 90, "hook"]);
    assertEquals(after.submissionPayload.parameters, sent);
  }));

Deno.test("the hooks of a bundle do not run unless the caller gives them", () =>
  withHooks({ preSubmission: ["exit 3"] }, async (folder) => {
    await using service = new Loopback(farm);
    const { session } = service;
    assertEquals((await submitBundle(folder, INPUT, { session })).jobId, JOB);
  }));

Deno.test("a hook that fails ends the submission before anything is sent", () =>
  withHooks({ preSubmission: ["exit 1"] }, async (folder, hooks) => {
    await using service = new Loopback(farm);
    const submitting = submitBundle(folder, { ...INPUT, hooks }, { session: service.session });
    await assertRejects(() => submitting, HookError, "ended with code 1");
    assertEquals(service.requests.some(({ method }) => method === "POST"), false);
  }));
