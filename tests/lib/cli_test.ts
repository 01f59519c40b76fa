import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandLine, type CommandLineRun } from "./_command_line.ts";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

/** A folder with a configuration, and a way to run command lines in it. */
class Workstation implements AsyncDisposable {
  readonly folder: string = Deno.makeTempDirSync();
  readonly service: Loopback;
  isTerminal = true;
  answers: string[] = [];

  constructor(handler: (request: SeenRequest) => Response | undefined) {
    this.service = new Loopback(handler);
  }

  async run(line: string, signal?: AbortSignal): Promise<CommandLineRun> {
    const env: Record<string, string> = {
      DEADLINE_CONFIG_FILE_PATH: this.configPath,
      AWS_ENDPOINT_URL: this.service.endpoint,
      AWS_REGION: "us-west-2",
      AWS_CONFIG_FILE: `${this.folder}/aws`,
      AWS_SHARED_CREDENTIALS_FILE: `${this.folder}/aws-credentials`,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "canary-secret",
    };
    const run = await commandLine(line.split(" ").filter((word) => word !== ""), {
      env,
      cwd: this.folder,
      answers: this.answers,
      isTerminal: this.isTerminal,
      signal,
    });
    assertEquals((run.out + run.err).includes("canary-secret"), false);
    return run;
  }

  get configPath(): string {
    return `${this.folder}/config`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("without AWS credentials a local farm that runs is named, and one that ended is not", async () => {
  await using desk = new Workstation(() => json({ farms: [] }));
  const state = `${desk.folder}/it's state`;
  const folder = `${state}/deadline-console/farm`;
  await Deno.mkdir(folder, { recursive: true });
  const list = async (endpoint: string) => {
    await Deno.writeTextFile(`${folder}/farm.json`, JSON.stringify({ endpoint }));
    const env = {
      XDG_STATE_HOME: state,
      DEADLINE_CONFIG_FILE_PATH: desk.configPath,
      AWS_CONFIG_FILE: `${desk.folder}/aws`,
      AWS_SHARED_CREDENTIALS_FILE: `${desk.folder}/aws-credentials`,
      AWS_EC2_METADATA_DISABLED: "true",
    };
    return await commandLine(["farm", "list"], { env, cwd: desk.folder });
  };
  const { code, err } = await list(desk.service.endpoint);
  assertEquals(code, 1);
  assertStringIncludes(err, "no AWS credentials were found");
  assertStringIncludes(
    err,
    `A local farm runs at ${desk.service.endpoint}. To use it from here: ` +
      `. '${folder.replace("'", "'\\''")}/env.sh'\n`,
  );
  // Port 1 takes no connections.
  assertEquals((await list("http://127.0.0.1:1")).err.includes("A local farm"), false);
});

const IDS = `--farm-id ${FARM} --queue-id ${QUEUE}`;
const created = "2026-01-02T03:04:05.123Z";

Deno.test("farm list prints region, id and name as the Python client does", async () => {
  await using desk = new Workstation(() =>
    json({ farms: [{ farmId: FARM, displayName: "On: a" }] })
  );
  const expected = `- region: us-west-2\n  farmId: ${FARM}\n  displayName: 'On: a'\n\n`;
  assertEquals(await desk.run("farm list"), { code: 0, out: expected, err: "" });
  const { out } = await desk.run("farm list --output=json");
  assertEquals(JSON.parse(out), [{ region: "us-west-2", farmId: FARM, displayName: "On: a" }]);
  assertEquals(
    (await desk.run("farm list --output table")).out,
    `region     farmId                                 displayName\n` +
      `us-west-2  ${FARM}  On: a\n`,
  );
});

/** The region that a request was signed for. */
function regionOf({ headers }: SeenRequest): string {
  return /\/\d{8}\/([^/]+)\//.exec(headers.get("authorization")!)![1];
}

Deno.test("farm list asks all regions, and tells of one that fails on the error stream", async () => {
  await using desk = new Workstation((request) => {
    const region = regionOf(request);
    if (region === "eu-west-1") return exception("AccessDeniedException", 403);
    return json({ farms: region === "us-east-2" ? [] : [{ farmId: FARM, displayName: region }] });
  });
  await desk.run("config set settings.deadline_regions us-east-1,eu-west-1,us-east-2");
  const { code, out, err } = await desk.run("farm list");
  assertEquals([code, out], [
    0,
    `- region: us-east-1\n  farmId: ${FARM}\n  displayName: us-east-1\n\n`,
  ]);
  assertMatch(err, /^Warning: Failed to list farms in region eu-west-1: Access/);
  const asJson = JSON.parse((await desk.run("farm list --output json")).out);
  assertEquals(asJson, [{ region: "us-east-1", farmId: FARM, displayName: "us-east-1" }]);
  const one = await desk.run("farm list --region eu-west-2 --output json");
  assertEquals([JSON.parse(one.out)[0].region, one.err], ["eu-west-2", ""]);
});

Deno.test("farm list fails with one error when no region answers, and stops them all on Ctrl-C", async () => {
  const stop = new AbortController();
  let isSilent = false;
  await using desk = new Workstation(() =>
    isSilent ? undefined : exception("AccessDeniedException", 403)
  );
  await desk.run("config set settings.deadline_regions us-east-1,eu-west-1");
  const { code, out, err } = await desk.run("farm list");
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^Error: Cannot list farms: none of 2 regions answered: Access.*\n {7}\(Acc/);
  assertMatch(err, /Hint: Ask the farm's administrator/);
  isSilent = true;
  const before = desk.service.requests.length;
  const running = desk.run("farm list", stop.signal);
  await desk.service.seen(before + 2);
  stop.abort();
  assertEquals(await running, { code: 130, out: "", err: "" });
  await Promise.all(desk.service.requests.slice(before).map(({ closed }) => closed));
});

Deno.test("the only farm and queue are taken when none is named, and several are listed", async () => {
  let farms = [{ farmId: FARM, displayName: "One" }];
  await using desk = new Workstation(({ path }) =>
    path.endsWith("/farms") ? json({ farms }) : json({ queues: [] })
  );
  assertEquals((await desk.run("queue list")).out, "[]\n\n");
  farms = [...farms, { farmId: "farm-2", displayName: "Two" }];
  const { code, err } = await desk.run("queue list");
  assertEquals(code, 2);
  assertStringIncludes(err, "Missing '--farm-id' or default Farm ID configuration");
  assertStringIncludes(err, "farm-2  Two");
});

Deno.test("job list shows a page of jobs with their times, newest first", async () => {
  await using desk = new Workstation(() =>
    json({
      jobs: [{
        name: "Shot",
        jobId: JOB,
        taskRunStatus: "READY",
        createdBy: "ann",
        createdAt: created,
      }],
      totalResults: 7,
    })
  );
  const { out } = await desk.run(`job list ${IDS} --page-size 1 --item-offset 2`);
  assertEquals(
    out,
    `Displaying 1 of 7 Jobs starting at 2\n\n- name: Shot\n  jobId: ${JOB}\n` +
      "  taskRunStatus: READY\n  startedAt: ''\n  endedAt: ''\n  createdBy: ann\n" +
      "  createdAt: 2026-01-02 03:04:05.123000+00:00\n  estimatedTimeRemaining: N/A\n\n",
  );
  const { pageSize, itemOffset } = JSON.parse(desk.service.requests[0].body);
  assertEquals([pageSize, itemOffset], [1, 2]);
});

/** A job that has ended with a status, and the updates that it got. */
function jobWith(taskRunStatus: string, counts: Record<string, number> = {}) {
  return ({ method, path }: SeenRequest) => {
    if (method === "PATCH") return json({});
    if (path.endsWith("/steps")) return json({ steps: [] });
    return json({ jobId: JOB, name: "Shot", taskRunStatus, taskRunStatusCounts: counts });
  };
}

for (
  const [status, code] of [
    ["SUCCEEDED", 0],
    ["FAILED", 2],
    ["CANCELED", 3],
    ["SUSPENDED", 4],
    ["NOT_COMPATIBLE", 5],
  ] as const
) {
  Deno.test(`job wait ends with ${code} when the job ends ${status}`, async () => {
    await using desk = new Workstation(jobWith(status));
    desk.isTerminal = false;
    const run = await desk.run(`job wait ${IDS} --job-id ${JOB}`);
    assertEquals(run.code, code);
    assertEquals(JSON.parse(run.out).status, status);
  });
}

Deno.test("job wait ends with 1 when its time is over, and says so on the error stream", async () => {
  await using desk = new Workstation(jobWith("RUNNING"));
  const line = `job wait ${IDS} --job-id ${JOB} --timeout 0.01 --max-poll-interval 0.001`;
  const run = await desk.run(line);
  assertEquals(run.code, 1);
  assertStringIncludes(run.err, "is still RUNNING after 10 ms");
});

Deno.test("an interrupted command ends with 130 and says nothing more", async () => {
  await using desk = new Workstation(jobWith("RUNNING"));
  const controller = new AbortController();
  desk.isTerminal = false;
  const run = desk.run(`job wait ${IDS} --job-id ${JOB}`, controller.signal);
  await desk.service.seen(2);
  controller.abort();
  assertEquals(await run, { code: 130, out: "", err: "" });
});

Deno.test("job cancel asks first, and does nothing without a yes", async () => {
  await using desk = new Workstation(jobWith("RUNNING", { RUNNING: 2, READY: 0 }));
  desk.answers = ["maybe", "n"];
  const declined = await desk.run(`job cancel ${IDS} --job-id ${JOB}`);
  assertEquals(declined.code, 1);
  assertStringIncludes(declined.out, "taskRunStatusCounts:\n  RUNNING: 2\nstartedAt");
  assertStringIncludes(declined.out, "Job not canceled.");
  assertEquals(desk.service.requests.some(({ method }) => method === "PATCH"), false);
  desk.answers = ["y"];
  const accepted = await desk.run(`job cancel ${IDS} --job-id ${JOB} --mark-as failed`);
  assertEquals(accepted.code, 0);
  assertStringIncludes(accepted.out, "and mark its taskRunStatus as FAILED?");
  const update = desk.service.requests.find(({ method }) => method === "PATCH")!;
  assertEquals(JSON.parse(update.body), { targetTaskRunStatus: "FAILED" });
});

Deno.test("job logs picks the session that is going on, and writes times as asked", async () => {
  await using desk = new Workstation(({ path, headers }) => {
    if (headers.has("x-amz-target")) {
      const timestamp = Date.parse(created);
      return json({ events: [{ timestamp, message: "hello\n" }], nextForwardToken: "f/1" });
    }
    const ended = { sessionId: "session-1", startedAt: created, endedAt: created };
    const running = { sessionId: "session-2", startedAt: "2026-01-02T03:04:00Z" };
    return path.endsWith("/sessions")
      ? json({ sessions: [ended, running] })
      : json({ ...running, name: "Shot" });
  });
  const line = `job logs ${IDS} --job-id ${JOB}`;
  const { out } = await desk.run(line);
  assertStringIncludes(out, "Retrieving logs for session session-2");
  assertStringIncludes(out, "\n[2026-01-02T03:04:05.123000+00:00] hello\n");
  const relative = await desk.run(`${line} --timestamp-format relative`);
  assertStringIncludes(relative.out, "[0:00:05.123000] hello");
});

Deno.test("bundle submit remembers the job, and never stores what was given for one call", async () => {
  await using desk = new Workstation(({ method, path }) => {
    if (method === "POST") return json({ jobId: JOB }, 201);
    if (path.endsWith("/environments")) return json({ environments: [] });
    return json({ displayName: "Queue", lifecycleStatus: "CREATE_COMPLETE" });
  });
  const template = { specificationVersion: "jobtemplate-2023-09", name: "T", steps: [STEP] };
  await Deno.writeTextFile(`${desk.folder}/template.json`, JSON.stringify(template));
  await desk.run(`config set defaults.farm_id ${FARM}`);
  await desk.run(`config set defaults.queue_id ${QUEUE}`);
  await desk.run("config set settings.max_retries_per_task 9");
  const run = await desk.run("bundle submit . --yes --priority 7");
  assertEquals([run.code, run.err], [0, ""]);
  assertMatch(run.out, new RegExp(`Submitting to Queue: Queue[^]*${JOB}\n$`));
  const create = desk.service.requests.find(({ method }) => method === "POST")!;
  const { priority, maxRetriesPerTask, maxFailedTasksCount } = JSON.parse(create.body);
  assertEquals([priority, maxRetriesPerTask, maxFailedTasksCount], [7, 9, 20]);
  assertEquals((await desk.run("config get defaults.job_id")).out, `${JOB}\n`);
  assertEquals((await Deno.readTextFile(desk.configPath)).includes("auto_accept"), false);
});

const STEP = { name: "S", script: { actions: { onRun: { command: "true" } } } };

Deno.test("a failed call says what, why, and what to do, on the error stream", async () => {
  await using desk = new Workstation(() => exception("AccessDeniedException", 403));
  const run = await desk.run(`queue get ${IDS}`);
  assertEquals([run.code, run.out], [1, ""]);
  assertEquals(
    run.err,
    "Error: Cannot get queue: AccessDeniedException happened\n" +
      "       (AccessDeniedException, request id req-1)\n" +
      "Hint: Ask the farm's administrator for access, or choose a profile that has it\n",
  );
});

Deno.test("an id with a typo gets a suggestion, and a wrong one the list of those there are", async () => {
  const notFound = () =>
    exception("ResourceNotFoundException", 404, { resourceId: "x", resourceType: "queue" });
  await using desk = new Workstation(({ path }) => {
    if (path.endsWith("/farms")) return json({ farms: [{ farmId: FARM, displayName: "Farm" }] });
    if (!path.endsWith("/queues")) return notFound();
    return json({ queues: [{ queueId: QUEUE, displayName: "Queue" }] });
  });
  const typo = QUEUE.replace("0123", "0132");
  const near = await desk.run(`queue get --farm-id ${FARM} --queue-id ${typo}`);
  assertStringIncludes(near.err, `There is no queue "${typo}". Did you mean ${QUEUE}?\n`);
  const far = await desk.run(`queue get --farm-id ${FARM} --queue-id nothing-like-it`);
  assertStringIncludes(far.err, `There are these:\n  ${QUEUE}  Queue\n`);
  const farm = await desk.run("farm get --farm-id farm-zzz");
  assertStringIncludes(
    farm.err,
    `There is no farm "farm-zzz". There are these:\n  ${FARM}  Farm\n`,
  );
});

Deno.test("jobs, workers and profiles with a typo get a suggestion too", async () => {
  const [worker, fleet] = [`worker-${"c".repeat(32)}`, `fleet-${"d".repeat(32)}`];
  await using desk = new Workstation(({ path }) => {
    if (path.endsWith("/farms")) return json({ farms: [{ farmId: FARM, displayName: "Farm" }] });
    if (path.endsWith("/queues")) return json({ queues: [{ queueId: QUEUE, displayName: "Q" }] });
    if (path.endsWith("/fleets")) return json({ fleets: [{ fleetId: fleet, displayName: "F" }] });
    if (path.endsWith("/workers")) return json({ workers: [{ workerId: worker }] });
    if (path.endsWith("/search/jobs")) return json({ jobs: [{ jobId: JOB, name: "shot" }] });
    return exception("ResourceNotFoundException", 404);
  });
  const typo = (id: string) => id.slice(0, -1) + "x";
  const job = await desk.run(`job get ${IDS} --job-id ${typo(JOB)}`);
  assertStringIncludes(job.err, `There is no job "${typo(JOB)}". Did you mean ${JOB}?\n`);
  const at = `--farm-id ${FARM} --fleet-id ${fleet} --worker-id ${typo(worker)}`;
  assertStringIncludes((await desk.run(`worker get ${at}`)).err, `Did you mean ${worker}?\n`);
  await Deno.writeTextFile(`${desk.folder}/aws`, "[profile studio]\nregion = us-west-2\n");
  const profile = await desk.run("farm list --profile studoi");
  assertStringIncludes(profile.err, 'there is no AWS profile "studoi"');
  assertStringIncludes(profile.err, "Did you mean studio?\n");
});

Deno.test("a single thing is a table of its parts when a table is asked for", async () => {
  await using desk = new Workstation(() => json({ farmId: FARM, displayName: "Farm" }));
  const { out } = await desk.run(`farm get --farm-id ${FARM} --output table`);
  assertEquals(out, `farmId       ${FARM}\ndisplayName  Farm\n`);
});

const MISUSES: [line: string, message: string][] = [
  ["jbo list", "No such command 'jbo'.\nDid you mean 'job'?"],
  ["job lits", "Did you mean 'list'?"],
  ["job list --pagesize 3", "No such option: --pagesize\nDid you mean --page-size?"],
  ["job list --page-size", "Option '--page-size' requires an argument."],
  ["job list --page-size x", "'x' is not a valid integer."],
  ["job cancel --mark-as DONE", "is not one of SUSPENDED, CANCELED, FAILED, SUCCEEDED."],
  ["job cancel --yes=no", "Option '--yes' does not take a value."],
  ["worker list", "Missing option '--fleet-id'."],
  ["bundle submit", "Missing argument 'JOB_BUNDLE_DIR'."],
  ["farm list extra", "Got unexpected extra argument (extra)"],
  ["config get settings.auto_acept", "Did you mean 'settings.auto_accept'?"],
  ["bundle submit . -p x --farm-id f --queue-id q", "'x' is not Name=Value."],
];

for (const [line, message] of MISUSES) {
  Deno.test(`'deadline ${line}' ends with 2 and says what is wrong`, async () => {
    await using desk = new Workstation(() => json({}));
    const run = await desk.run(line);
    assertEquals([run.code, run.out], [2, ""]);
    assertStringIncludes(run.err, message);
    assertEquals(desk.service.requests.length, 0);
  });
}

Deno.test("help names every group, command and option, and needs no service", async () => {
  await using desk = new Workstation(() => json({}));
  assertStringIncludes((await desk.run("--help")).out, "Groups:");
  assertMatch((await desk.run("job --help")).out, /requeue-tasks +Put tasks/);
  const { out } = await desk.run("job wait --help");
  assertMatch(out, /--timeout SECONDS +How long to wait; 0 for ever\. +\[default: 0\]/);
  assertMatch(out, /--profile NAME +The AWS profile to use\./);
  assertMatch((await desk.run("--version")).out, /^deadline, version \d/);
});

Deno.test("auth status tells by its exit code that a sign-in is needed, and gives the reason", async () => {
  await using desk = new Workstation(() => exception("ExpiredTokenException", 403));
  const run = await desk.run("auth status");
  assertEquals(run.code, 3);
  assertMatch(
    run.out,
    /Status: NEEDS_LOGIN\nAPI Availability: False\n +Problem: EXPIRED\n +Message: .*\n +Hint: Set new AWS_ACCESS_KEY_ID/,
  );
});

Deno.test("a service that is busy is waited for, and the person is told how long", async () => {
  let calls = 0;
  await using station = new Workstation(() => {
    if (++calls > 1) return json({ farms: [] });
    const error = exception("ThrottlingException", 429);
    error.headers.set("Retry-After", "1");
    return error;
  });
  const { code, err } = await station.run("farm list");
  assertEquals([code, calls], [0, 2]);
  assertMatch(err, /The service is busy; retrying in 2 s \(2 of 3\)/);
});

Deno.test("what is called is told on standard error as far as the option or the setting says", async () => {
  let calls = 0;
  await using desk = new Workstation(() =>
    ++calls === 1 ? exception("ThrottlingException", 429) : json({ farms: [] })
  );
  const debug = await desk.run("farm list --log-level debug");
  assertEquals(debug.code, 0);
  assertMatch(debug.err, /^DEBUG: retrying .* ?\(2 of \d+\) after ThrottlingException$/m);
  assertMatch(debug.err, /^INFO: ListFarms was answered in \d+ ms, request id \S+, attempt 2$/m);
  assertEquals((await desk.run("farm list")).err, "");
  await desk.run("config set settings.log_level INFO");
  assertMatch((await desk.run("farm list")).err, /^INFO: ListFarms was answered/);
  assertEquals((await desk.run("farm list --log-level error")).err, "");
  assertEquals((await desk.run("farm list --log-level loud")).code, 2);
});

Deno.test("a call that may take no time is refused", async () => {
  await using desk = new Workstation(() => json({ farms: [] }));
  for (const value of ["0", "-5", "0.0"]) {
    const { code, err } = await desk.run(`farm list --timeout=${value}`);
    assertEquals(code, 2);
    assertStringIncludes(err, `Invalid value for '--timeout': '${value}'`);
  }
});
