import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async";
import { join } from "@std/path";
import * as sdk from "@aws-sdk/client-deadline";
import { clientOf } from "../farm/_farm.ts";
import { AGENT_VENV as VENV, startAgent } from "./_agent.ts";
import { type LocalFarm, localFarm } from "./_local_farm.ts";

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
    const client = clientOf(farm);
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
    const client = clientOf(farm);
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

Deno.test({
  name: "a real worker agent that the fleet has no place for any more says that it stops",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const client = clientOf(farm);
    const { farmId, fleetId } = farm;
    const reach = async (wanted: string) => {
      const end = Date.now() + 30_000;
      for (;;) {
        const { workers } = await client.send(new sdk.ListWorkersCommand({ farmId, fleetId }));
        if (workers![0]?.status === wanted) return;
        assert(Date.now() < end, `the worker stays ${workers![0]?.status}`);
        await delay(50);
      }
    };
    try {
      await using agent = await startAgent(farm);
      await reach("IDLE");
      await client.send(new sdk.UpdateFleetCommand({ farmId, fleetId, maxWorkerCount: 0 }));
      await reach("STOPPING");
      // From here on it only asks now and then, without end, and hears no other signal.
      agent.process.kill("SIGKILL");
      await agent.process.status;
    } finally {
      client.destroy();
    }
  },
});
