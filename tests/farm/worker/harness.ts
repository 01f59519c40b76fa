import { type Farm, startFarm } from "@deadline/farm";
import {
  CreateJobCommand,
  DeadlineClient,
  GetJobCommand,
  type GetJobResponse,
  GetSessionActionCommand,
  type GetSessionActionResponse,
  ListSessionActionsCommand,
  ListSessionsCommand,
  ListStepsCommand,
  ListTasksCommand,
  type SessionActionSummary,
  type TaskSummary,
  UpdateJobCommand,
} from "@aws-sdk/client-deadline";
import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { fromFileUrl, join } from "@std/path";
import { runWorker } from "../../../farm/worker/worker.ts";
import { endpointVariables } from "@/farm/endpoint_variables.ts";

/** A farm in a folder of its own, with what a test asks of it. */
export class TestFarm implements AsyncDisposable {
  readonly farm: Farm;
  readonly client: DeadlineClient;
  readonly logs: CloudWatchLogsClient;

  private constructor(farm: Farm) {
    this.farm = farm;
    const { region, endpoint, credentials } = farm;
    const common = { region, endpoint, credentials, disableHostPrefix: true };
    this.client = new DeadlineClient(common);
    this.logs = new CloudWatchLogsClient(common);
  }

  static async start(options: Partial<Parameters<typeof startFarm>[0]> = {}): Promise<TestFarm> {
    return new TestFarm(
      await startFarm({ dataDir: await Deno.makeTempDir({ prefix: "farm-" }), ...options }),
    );
  }

  get #queue() {
    return { farmId: this.farm.farmId, queueId: this.farm.queueId };
  }

  /** Submits a job with these steps. */
  async submit(template: Record<string, unknown>, more: Record<string, unknown> = {}) {
    const { jobId } = await this.client.send(
      new CreateJobCommand({
        ...this.#queue,
        priority: 50,
        templateType: "JSON",
        template: JSON.stringify({
          specificationVersion: "jobtemplate-2023-09",
          name: "Test",
          ...template,
        }),
        ...more,
      }),
    );
    return jobId!;
  }

  cancel(jobId: string) {
    return this.client.send(
      new UpdateJobCommand({ ...this.#queue, jobId, targetTaskRunStatus: "CANCELED" }),
    );
  }

  /** Polls a job until its tasks have one of these statuses. */
  async waitFor(jobId: string, ...statuses: string[]): Promise<GetJobResponse> {
    const command = new GetJobCommand({ ...this.#queue, jobId });
    for (;;) {
      const job = await this.client.send(command);
      if (statuses.includes(job.taskRunStatus!)) return job;
      await pause();
    }
  }

  /** The actions of all sessions of a job, in order. */
  async actions(jobId: string): Promise<SessionActionSummary[]> {
    const actions: SessionActionSummary[] = [];
    for (const sessionId of await this.#sessions(jobId)) {
      const list = new ListSessionActionsCommand({ ...this.#queue, jobId, sessionId });
      actions.push(...(await this.client.send(list)).sessionActions!);
    }
    return actions;
  }

  /** The same, with all that is known of each. */
  async details(jobId: string): Promise<GetSessionActionResponse[]> {
    const actions = await this.actions(jobId);
    return await Promise.all(
      actions.map(({ sessionActionId }) =>
        this.client.send(new GetSessionActionCommand({ ...this.#queue, jobId, sessionActionId }))
      ),
    );
  }

  async tasks(jobId: string): Promise<TaskSummary[]> {
    const { steps } = await this.client.send(new ListStepsCommand({ ...this.#queue, jobId }));
    const tasks: TaskSummary[] = [];
    for (const { stepId } of steps!) {
      const list = new ListTasksCommand({ ...this.#queue, jobId, stepId });
      tasks.push(...(await this.client.send(list)).tasks!);
    }
    return tasks;
  }

  /** The log of all sessions of a job. */
  async log(jobId: string): Promise<string[]> {
    const lines: string[] = [];
    for (const logStreamName of await this.#sessions(jobId)) {
      const { farmId, queueId } = this.#queue;
      const logGroupName = `/aws/deadline/${farmId}/${queueId}`;
      const command = new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true });
      // There is no stream before the first line has been written to it.
      const { events } = await this.logs.send(command).catch(noneIfMissing);
      lines.push(...events!.map((event) => event.message!));
    }
    return lines;
  }

  async #sessions(jobId: string): Promise<string[]> {
    const command = new ListSessionsCommand({ ...this.#queue, jobId });
    const { sessions } = await this.client.send(command);
    return sessions!.sort((a, b) => +a.startedAt! - +b.startedAt!).map((each) => each.sessionId!);
  }

  /** Polls the log of a job until a line is there. */
  async waitForLine(jobId: string, line: string): Promise<void> {
    while (!(await this.log(jobId)).includes(line)) await pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    this.logs.destroy();
    await this.farm.close();
    await Deno.remove(this.farm.dataDir, { recursive: true });
  }
}

function noneIfMissing(error: Error): { events: { message?: string }[] } {
  if (error.name === "ResourceNotFoundException") return { events: [] };
  throw error;
}

/** A worker that runs in the process of the test. */
export class TestWorker implements AsyncDisposable {
  readonly entries: Record<string, unknown>[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    { farm }: TestFarm,
    dataDir = `${farm.dataDir}/test-worker`,
    { s3Endpoint = farm.endpoint, path = Deno.env.get("PATH")! }: {
      s3Endpoint?: string;
      path?: string;
    } = {},
  ) {
    const { farmId, fleetId, region, endpoint, bootstrapCredentials } = farm;
    this.#running = runWorker(
      {
        dataDir,
        farmId,
        fleetId,
        region,
        bootstrap: bootstrapCredentials,
        endpoint,
        logsEndpoint: endpoint,
        s3Endpoint,
        stsEndpoint: endpoint,
      },
      {
        signal: this.#stop.signal,
        env: { PATH: path, AWS_SECRET_ACCESS_KEY: "must not be seen" },
        log: (entry) => this.entries.push(entry),
      },
    );
  }

  /** Polls until the worker has said that `event` happened. */
  async heard(event: string): Promise<void> {
    while (!this.entries.some((entry) => entry.event === event)) await pause();
  }

  /** Stops the worker as a signal to its process does. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** Starts a worker as a process; its standard input is a pipe that keeps it alive. */
export function startWorkerProcess({ farm }: TestFarm): Deno.ChildProcess {
  const main = fromFileUrl(new URL("../../../farm/worker/main.ts", import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "--data", join(farm.dataDir, "worker-process")],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH")!,
      HOME: Deno.env.get("HOME")!,
      ...endpointVariables(farm),
      DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID: farm.bootstrapCredentials.accessKeyId,
      DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY: farm.bootstrapCredentials.secretAccessKey,
      DEADLINE_WORKER_FARM_ID: farm.farmId,
      DEADLINE_WORKER_FLEET_ID: farm.fleetId,
    },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Waits for the end of a process and closes what is left of the pipe to it. */
export async function endOf(process: Deno.ChildProcess): Promise<Deno.CommandStatus> {
  const status = await process.status;
  await process.stdin.close().catch(() => {});
  return status;
}

/** A step that runs a bash script. */
export function bash(
  script: string,
  { parameterSpace, ...action }: Record<string, unknown> = {},
  name = "Step",
) {
  return {
    name,
    ...(parameterSpace !== undefined && { parameterSpace }),
    script: { actions: { onRun: { command: "bash", args: ["-c", script], ...action } } },
  };
}

/** Whether a process runs; one that has ended but was not asked about yet does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** A moment between two looks. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
