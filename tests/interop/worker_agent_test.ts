import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async";
import { join } from "@std/path";
import * as sdk from "@aws-sdk/client-deadline";
import { type LocalFarm, localFarm, venv } from "./_local_farm.ts";

const VENV = venv("DEADLINE_INTEROP_AGENT_VENV");

// The agent's keys must come from a profile: static ones would hide the roles it assumes.
const START_AGENT = String.raw`
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
exec "$1/bin/deadline-worker-agent" --profile worker-bootstrap \
  --farm-id "$DEADLINE_LOCAL_FARM_ID" --fleet-id "$DEADLINE_LOCAL_FLEET_ID" \
  --run-jobs-as-agent-user --no-shutdown --no-host-metrics-logging \
  --logs-dir "$HOME/logs" --persistence-dir "$HOME/state" --session-root-dir "$HOME/sessions"
`;

interface Agent extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Deno.CommandStatus>;
}

async function startAgent({ home, dataDir }: LocalFarm): Promise<Agent> {
  const { bootstrap } = JSON.parse(await Deno.readTextFile(join(dataDir, "keys.json")));
  for (const folder of ["logs", "state", "sessions", ".aws"]) {
    await Deno.mkdir(join(home, folder), { recursive: true, mode: 0o700 });
  }
  await Deno.writeTextFile(
    join(home, ".aws", "credentials"),
    `[worker-bootstrap]\naws_access_key_id = ${bootstrap.accessKeyId}\n` +
      `aws_secret_access_key = ${bootstrap.secretAccessKey}\n`,
  );
  const process = new Deno.Command("sh", {
    args: ["-c", `. '${dataDir}/env.sh'\n${START_AGENT}`, "sh", VENV!],
    clearEnv: true,
    env: { HOME: home, PATH: Deno.env.get("PATH") ?? "" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended = false;
  const status = process.status.finally(() => ended = true);
  const stop = () => {
    if (!ended) process.kill("SIGTERM");
    return status;
  };
  return {
    process,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

async function clientOf({ dataDir }: LocalFarm): Promise<sdk.DeadlineClient> {
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(
    await Deno.readTextFile(join(dataDir, "farm.json")),
  );
  const credentials = { accessKeyId, secretAccessKey };
  return new sdk.DeadlineClient({ endpoint, region, credentials, disableHostPrefix: true });
}

function jobTemplate(command: string): string {
  const say = (text: string) => ({ command: "sh", args: ["-c", text] });
  return JSON.stringify({
    specificationVersion: "jobtemplate-2023-09",
    name: "Agent job",
    jobEnvironments: [{
      name: "Env",
      script: {
        actions: { onEnter: say("echo openjd_env: COLOUR=blue"), onExit: say("echo leaving") },
      },
    }],
    steps: [{
      name: "A",
      parameterSpace: { taskParameterDefinitions: [{ name: "N", type: "INT", range: "1-2" }] },
      script: { actions: { onRun: say(command) } },
    }],
  });
}

interface AgentJob {
  readonly key: { readonly farmId: string; readonly queueId: string; readonly jobId: string };
  /** Waits until the job has that status. */
  reach(...statuses: string[]): Promise<sdk.GetJobCommandOutput>;
}

async function submit(
  client: sdk.DeadlineClient,
  { farmId, queueId }: LocalFarm,
  command: string,
): Promise<AgentJob> {
  const input = { farmId, queueId, priority: 50, templateType: "JSON" as const };
  const { jobId } = await client.send(
    new sdk.CreateJobCommand({ ...input, template: jobTemplate(command), maxRetriesPerTask: 0 }),
  );
  const key = { farmId, queueId, jobId: jobId! };
  return {
    key,
    async reach(...statuses) {
      const deadline = Date.now() + 30_000;
      while (true) {
        const job = await client.send(new sdk.GetJobCommand(key));
        if (statuses.includes(job.taskRunStatus!)) return job;
        assert(Date.now() < deadline, `the job stays ${job.taskRunStatus}`);
        await delay(50);
      }
    },
  };
}

Deno.test({
  name: "the real worker agent joins, runs environments and tasks, cancels, fails and stops",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const client = await clientOf(farm);
    try {
      await using agent = await startAgent(farm);
      const good = await submit(client, farm, "echo $COLOUR {{Task.Param.N}}");
      const ended = await good.reach("SUCCEEDED");
      assertEquals(ended.taskRunStatusCounts!.SUCCEEDED, 2);
      const { sessions } = await client.send(new sdk.ListSessionsCommand(good.key));
      const log = await farm.shell(
        `'${VENV}/bin/python' -c "$1" "$2" "$3"`,
        "import boto3, sys\n" +
          "events = boto3.client('logs').get_log_events(logGroupName=sys.argv[1],\n" +
          "    logStreamName=sys.argv[2], startFromHead=True)['events']\n" +
          "print('\\n'.join(event['message'] for event in events))",
        `/aws/deadline/${farm.farmId}/${farm.queueId}`,
        sessions![0]!.sessionId!,
      );
      assertStringIncludes(log.stdout, "blue 1");
      assertStringIncludes(log.stdout, "blue 2");

      const bad = await submit(client, farm, "exit 3");
      assertEquals((await bad.reach("FAILED")).taskRunStatusCounts!.FAILED, 2);

      const long = await submit(client, farm, "sleep 60");
      await long.reach("RUNNING");
      const cancel = { ...long.key, targetTaskRunStatus: "CANCELED" as const };
      await client.send(new sdk.UpdateJobCommand(cancel));
      await long.reach("CANCELED");

      assertEquals((await agent.stop()).code, 0);
      const { farmId, fleetId } = farm;
      const { workers } = await client.send(new sdk.ListWorkersCommand({ farmId, fleetId }));
      assertEquals(workers!.map((worker) => worker.status), ["STOPPED"]);
    } finally {
      client.destroy();
    }
  },
});

Deno.test({
  name: "what a real worker agent ran when it was told to stop is run again by the next",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const client = await clientOf(farm);
    try {
      const flag = join(farm.home, "seen");
      const job = await submit(client, farm, `test -e '${flag}' || { touch '${flag}'; sleep 60; }`);
      {
        await using agent = await startAgent(farm);
        await job.reach("RUNNING");
        while (!await Deno.stat(flag).then(() => true, () => false)) await delay(20);
        await agent.stop();
      }
      assertEquals((await job.reach("READY")).taskFailureRetryCount, 0);
      await using _again = await startAgent(farm);
      await job.reach("SUCCEEDED");
    } finally {
      client.destroy();
    }
  },
});
