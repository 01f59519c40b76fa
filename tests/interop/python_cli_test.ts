import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type LocalFarm, localFarm, VENV, writeBundle } from "./_local_farm.ts";

const GREET = "echo Hello {{Param.Who}} {{Task.Param.N}}";

/** Runs the Python client; fails with what it said if it fails. */
async function deadline(farm: LocalFarm, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await farm.shell(`'${VENV}/bin/deadline' "$@"`, ...args);
  assertEquals(code, 0, `deadline ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

async function configured(workers: number): Promise<LocalFarm> {
  const farm = await localFarm(workers);
  await deadline(farm, "config", "set", "defaults.farm_id", farm.farmId);
  await deadline(farm, "config", "set", "defaults.queue_id", farm.queueId);
  return farm;
}

async function submit(farm: LocalFarm, bundle: string, ...args: string[]): Promise<string> {
  const said = await deadline(farm, "bundle", "submit", bundle, "--yes", ...args);
  const jobId = /job-[0-9a-f]{32}/.exec(said)?.[0];
  assert(jobId, said);
  return jobId;
}

Deno.test({
  name: "the Python client lists and shows farms, queues, fleets and workers",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await configured(0);
    const { farmId, queueId, fleetId } = farm;
    const farms = await deadline(farm, "farm", "list");
    assertEquals(farms.match(/farm-[0-9a-f]{32}/g)?.length, 2);
    assertStringIncludes(farms, farmId);
    assertStringIncludes(await deadline(farm, "farm", "get"), "displayName: Local farm");
    assertStringIncludes(await deadline(farm, "queue", "list"), `queueId: ${queueId}`);
    assertStringIncludes(await deadline(farm, "queue", "get"), "displayName: Default queue");
    assertStringIncludes(await deadline(farm, "fleet", "list"), `fleetId: ${fleetId}`);
    const workers = await deadline(farm, "worker", "list", "--fleet-id", fleetId);
    assertStringIncludes(workers, "0 of 0 workers");
    assertStringIncludes(await deadline(farm, "auth", "status"), "AUTHENTICATED");
  },
});

Deno.test({
  name: "the Python client submits a bundle, waits for it and reads its log",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await configured(1);
    const bundle = await writeBundle(farm, "Hello", { command: GREET });
    const jobId = await submit(farm, bundle, "--name", "Greeting", "-p", "Who=Ada");
    const waited = await deadline(farm, "job", "wait", "--job-id", jobId);
    assertStringIncludes(waited, "SUCCEEDED");
    const shown = await deadline(farm, "job", "get", "--job-id", jobId);
    assertStringIncludes(shown, "name: Greeting");
    assertStringIncludes(shown, "taskRunStatus: SUCCEEDED");
    assertStringIncludes(await deadline(farm, "job", "list"), jobId);
    const log = await deadline(farm, "job", "logs", "--job-id", jobId);
    for (const n of [1, 2, 3]) assertStringIncludes(log, `Hello Ada ${n}`);
  },
});

Deno.test({
  name: "the Python client cancels a job that runs and requeues its tasks",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await configured(0);
    const bundle = await writeBundle(farm, "Long", { command: "sleep 60" });
    const jobId = await submit(farm, bundle);
    await deadline(farm, "job", "cancel", "--job-id", jobId, "--yes");
    const status = () => deadline(farm, "job", "get", "--job-id", jobId);
    assertStringIncludes(await status(), "taskRunStatus: CANCELED");
    const requeued = await deadline(farm, "job", "requeue-tasks", "--job-id", jobId, "--yes");
    assertStringIncludes(requeued, "Requeued a total of 3 tasks");
    assertStringIncludes(await status(), "taskRunStatus: READY");
  },
});

Deno.test({
  name: "the Python client is told what is wrong with a template, and where",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await configured(0);
    const bundle = await writeBundle(farm, "Broken", { command: "true", frames: "9-1" });
    const script = `'${VENV}/bin/deadline' bundle submit "$1" --yes`;
    const { code, stdout, stderr } = await farm.shell(script, bundle);
    assert(code !== 0, "the broken bundle was taken");
    assertStringIncludes(stdout + stderr, "steps[0] -> parameterSpace");
  },
});
