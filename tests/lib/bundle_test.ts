import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  BundleError,
  readBundle,
  resolveBundleParameters,
  submitBundle,
  type SubmitProgress,
} from "@deadline/client/bundle";
import { DeadlineError, type UnknownChange } from "@deadline/client";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const TEMPLATE = `# a comment that stays
specificationVersion: jobtemplate-2023-09
name: Greeting
parameterDefinitions:
  - { name: Who, type: STRING, default: world }
  - { name: Count, type: INT, minValue: 1 }
  - { name: Script, type: PATH, default: scripts/hello.sh }
  - { name: Scene, type: PATH, dataFlow: IN, objectType: FILE, default: "" }
steps:
  - name: Greet
    script: { actions: { onRun: { command: echo, args: ["{{Param.Who}}"] } } }
`;
const VALUES = `parameterValues:
  - { name: Count, value: 3 }
  - { name: "deadline:priority", value: 70 }
  - { name: "other:thing", value: x }
`;

/** Runs `body` with a directory that holds these files. */
async function withFiles(files: Record<string, string>, body: (path: string) => Promise<void>) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const withBundle = (body: (path: string) => Promise<void>) =>
  withFiles({ "template.yaml": TEMPLATE, "parameter_values.yaml": VALUES }, body);

const REFUSED: [what: string, files: Record<string, string>, message: string][] = [
  ["no template", {}, "it has no template.yaml or template.json"],
  [
    "two templates",
    { "template.yaml": TEMPLATE, "template.json": "{}" },
    "it has both template.yaml and template.json; remove one",
  ],
  ["a template that is not YAML", { "template.yaml": "a: [" }, "template.yaml: "],
  [
    "a template that is wrong inside",
    { "template.yaml": TEMPLATE.replace("command: echo", "comand: echo") },
    "steps[0]",
  ],
  [
    "values of the wrong form",
    { "template.yaml": TEMPLATE, "parameter_values.json": "[]" },
    "parameter_values.json: it must have a list parameterValues",
  ],
  [
    "references of the wrong form",
    { "template.yaml": TEMPLATE, "asset_references.yaml": "assetReferences: { inputs: [] }" },
    'asset_references.yaml: "inputs" must be an object',
  ],
];

for (const [what, files, message] of REFUSED) {
  Deno.test(`a bundle with ${what} is refused, and the error names the file`, () =>
    withFiles(files, async (path) => {
      const error = await assertRejects(() => readBundle(path), BundleError);
      assertStringIncludes(error.message, message);
      assertStringIncludes(error.message, path);
    }));
}

Deno.test("a bundle whose links lead out of it is refused before anything is read", () =>
  withBundle(async (path) => {
    await Deno.symlink("/etc/hostname", join(path, "secret"));
    const error = await assertRejects(
      () => readBundle(path),
      BundleError,
      "leads out of the bundle",
    );
    assertEquals(error.file, "secret");
  }));

Deno.test("links inside a bundle are fine", () =>
  withBundle(async (path) => {
    await Deno.symlink(join(path, "template.yaml"), join(path, "link"));
    assertEquals((await readBundle(path)).template.name, "Greeting");
  }));

Deno.test("references are taken from the current directory, as the Python client does", () =>
  withFiles({
    "template.yaml": TEMPLATE,
    "asset_references.json": JSON.stringify({
      assetReferences: {
        inputs: { filenames: ["a/../b.txt"] },
        outputs: { directories: ["/out"] },
      },
    }),
  }, async (path) => {
    const { assetReferences } = await readBundle(path, { cwd: "/work dir" });
    assertEquals(assetReferences, {
      inputFiles: ["/work dir/b.txt"],
      inputDirectories: [],
      outputDirectories: ["/out"],
      referencedPaths: [],
    });
  }));

Deno.test("the submitter's values win over the bundle's, and paths become absolute", () =>
  withBundle(async (path) => {
    const bundle = await readBundle(path);
    const { parameters, fields } = resolveBundleParameters(bundle, {
      values: { Count: "5", Scene: "shots/a.ma" },
      cwd: "/home/ann",
    });
    const values = Object.fromEntries(parameters.map((each) => [each.definition.name, each.value]));
    assertEquals(values, {
      Who: undefined,
      Count: "5",
      Script: join(path, "scripts/hello.sh"),
      Scene: "/home/ann/shots/a.ma",
    });
    assertEquals(fields, { priority: 70 });
  }));

Deno.test("every parameter that cannot be used is named at once", () =>
  withBundle(async (path) => {
    const bundle = await readBundle(path);
    const error = await assertRejects(
      () =>
        Promise.resolve().then(() =>
          resolveBundleParameters(bundle, {
            values: { Count: "0", Whom: "x", "deadline:size": "1" },
          })
        ),
      BundleError,
    );
    assertStringIncludes(error.message, 'Count: "0" must be 1 or more');
    assertStringIncludes(error.message, 'the template has no parameter "Whom"');
    assertStringIncludes(error.message, 'a job has no field "deadline:size"');
  }));

/** The service's side of a submission. */
function farm(answers: {
  create?: (request: SeenRequest) => Response | undefined;
  queue?: object;
  lifecycle?: string[];
} = {}) {
  const lifecycle = answers.lifecycle ?? ["CREATE_COMPLETE"];
  return (request: SeenRequest) => {
    if (request.path.endsWith("/search/jobs")) {
      const createdAt = new Date().toISOString();
      return json({ jobs: [{ jobId: JOB, name: "Greeting", createdAt }], totalResults: 1 });
    }
    if (request.method === "POST" && request.path.endsWith("/jobs")) {
      return answers.create ? answers.create(request) : json({ jobId: JOB }, 201);
    }
    if (request.path.endsWith("/environments")) return json({ environments: [] });
    if (request.path.includes("/jobs/")) {
      return json({
        jobId: JOB,
        lifecycleStatus: lifecycle.length > 1 ? lifecycle.shift() : lifecycle[0],
        lifecycleStatusMessage: "the message",
      });
    }
    return json({ queueId: QUEUE, displayName: "Queue", ...answers.queue });
  };
}

const INPUT = { farmId: FARM, queueId: QUEUE };

Deno.test("submitting a bundle sends its text, the values given, and waits until the job is made", () =>
  withBundle(async (path) => {
    await using service = new Loopback(
      farm({ lifecycle: ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"] }),
    );
    const phases: SubmitProgress["phase"][] = [];
    const job = await submitBundle(path, { ...INPUT, parameters: { Who: "Ann" } }, {
      session: service.session,
      onProgress: ({ phase }) => phases.push(phase),
    });
    assertEquals(job.jobId, JOB);
    assertEquals(job.lifecycleStatus, "CREATE_COMPLETE");
    assertEquals(phases, ["reading", "queue", "creating", "waiting"]);
    const create = service.requests.find((request) => request.method === "POST")!;
    assertEquals(JSON.parse(create.body), {
      template: TEMPLATE,
      templateType: "YAML",
      priority: 70,
      parameters: {
        Who: { string: "Ann" },
        Count: { int: "3" },
        Script: { path: join(path, "scripts/hello.sh") },
      },
    });
  }));

Deno.test("another name goes into the template and leaves its comments where they are", () =>
  withBundle(async (path) => {
    await using service = new Loopback(farm());
    await submitBundle(path, { ...INPUT, name: "Shot: 12" }, { session: service.session });
    const { template } = JSON.parse(service.requests.find((each) => each.method === "POST")!.body);
    assertStringIncludes(template, "# a comment that stays");
    assertStringIncludes(template, 'name: "Shot: 12"');
  }));

Deno.test("a lost answer is retried with the same token, so that there is one job", () =>
  withBundle(async (path) => {
    let attempts = 0;
    await using service = new Loopback(farm({
      create: () =>
        ++attempts === 1
          ? exception("InternalServerErrorException", 500)
          : json({ jobId: JOB }, 201),
    }));
    await submitBundle(path, INPUT, { session: service.session });
    const creates = service.requests.filter((request) => request.method === "POST");
    const tokens = new Set(creates.map((request) => request.headers.get("X-Amz-Client-Token")));
    assertEquals([creates.length, tokens.size], [2, 1]);
  }));

Deno.test("a submission cancelled while the job is created says that it is unknown, and finds out", () =>
  withBundle(async (path) => {
    await using service = new Loopback(farm({ create: () => undefined }));
    const controller = new AbortController();
    let cutOff: UnknownChange | undefined;
    const effects: string[] = [];
    const submitting = submitBundle(path, INPUT, {
      session: service.session,
      signal: controller.signal,
      onEffect: (effect) => effects.push(effect),
      onUnknown: (change) => cutOff = change,
    });
    const create = await service.seen(3);
    controller.abort("enough");
    assertEquals(await submitting.catch((reason) => reason), "enough");
    await create.closed;
    assertEquals(effects, ["not sent", "unknown"]);
    const { effect, jobId } = await cutOff!.check();
    assertEquals([effect, jobId], ["applied", JOB]);
  }));

Deno.test("a submission cancelled before it begins sends nothing", () =>
  withBundle(async (path) => {
    await using service = new Loopback(farm());
    const submitting = submitBundle(path, INPUT, {
      session: service.session,
      signal: AbortSignal.abort("no"),
    });
    assertEquals(await submitting.catch((reason) => reason), "no");
    assertEquals(service.requests.length, 0);
  }));

Deno.test("a submission that is declined creates no job", () =>
  withBundle(async (path) => {
    await using service = new Loopback(farm());
    const confirm = ({ queueName }: { queueName: string }) => queueName !== "Queue";
    await assertRejects(
      () => submitBundle(path, INPUT, { session: service.session, confirm }),
      Error,
      "declined",
    );
    assertEquals(service.requests.some((request) => request.method === "POST"), false);
  }));

Deno.test("a job that the service cannot make is an error with the service's reason", () =>
  withBundle(async (path) => {
    await using service = new Loopback(farm({ lifecycle: ["CREATE_FAILED"] }));
    const error = await assertRejects(
      () => submitBundle(path, INPUT, { session: service.session }),
      DeadlineError,
      "Cannot create job: the message",
    );
    assertEquals(error.code, "CreateFailed");
  }));

Deno.test("parameters of queue environments are taken as the bundle's own", () =>
  withBundle(async (path) => {
    const template = JSON.stringify({
      specificationVersion: "environment-2023-09",
      parameterDefinitions: [{ name: "Packages", type: "STRING", default: "none" }],
      environment: { name: "Tools", variables: { A: "b" } },
    });
    const base = farm();
    await using service = new Loopback((request) => {
      if (request.path.endsWith("/environments")) {
        return json({
          environments: [{ queueEnvironmentId: "queueenv-1", name: "Tools", priority: 1 }],
        });
      }
      if (request.path.endsWith("/queueenv-1")) {
        return json({
          queueEnvironmentId: "queueenv-1",
          priority: 1,
          template,
          templateType: "JSON",
        });
      }
      return base(request);
    });
    const parameters = { Packages: "blender" };
    await submitBundle(path, { ...INPUT, parameters }, { session: service.session });
    const create = service.requests.find((request) => request.method === "POST")!;
    assertEquals(JSON.parse(create.body).parameters.Packages, { string: "blender" });
  }));
