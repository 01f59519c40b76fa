import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DeadlineClient,
  GetJobCommand,
  type GetJobCommandOutput,
  ListStepsCommand,
  ListTasksCommand,
  type StepSummary,
  type TaskSummary,
} from "@aws-sdk/client-deadline";
import { type Farm, startFarm, type StartFarmOptions } from "@deadline/farm";

/** A farm of its own with a client, both gone when the test ends. */
export interface TestFarm extends AsyncDisposable {
  readonly farm: Farm;
  readonly client: DeadlineClient;
  /** The default queue, as most inputs name it. */
  readonly queue: { readonly farmId: string; readonly queueId: string };
  /** The default fleet, as most inputs name it. */
  readonly fleet: { readonly farmId: string; readonly fleetId: string };
}

/** Starts a farm on a temporary folder. */
export async function testFarm(options: Partial<StartFarmOptions> = {}): Promise<TestFarm> {
  const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "farm-" });
  const farm = await startFarm({ idleHold: 0, ...options, dataDir });
  const client = clientOf(farm);
  const { farmId, queueId, fleetId } = farm;
  return {
    farm,
    client,
    queue: { farmId, queueId },
    fleet: { farmId, fleetId },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await farm.close();
      if (options.dataDir === undefined) await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** A client of a farm, with the farm's own key unless told. */
export function clientOf(
  { endpoint, region, credentials }: Pick<Farm, "endpoint" | "region" | "credentials">,
  other?: Partial<Farm["credentials"]> & { readonly sessionToken?: string },
): DeadlineClient {
  return new DeadlineClient({
    endpoint,
    region,
    credentials: { ...credentials, ...other },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
}

/** A step of a test's template; it runs nothing that matters. */
export interface TestStep {
  readonly name: string;
  /** A range such as `1-10`; one task without it. */
  readonly frames?: string;
  readonly dependsOn?: readonly string[];
  readonly environments?: readonly string[];
  readonly hostRequirements?: unknown;
}

/** The text of a template with these steps. */
export function template(
  steps: readonly TestStep[],
  { environments = [], parameterDefinitions }: {
    readonly environments?: readonly string[];
    readonly parameterDefinitions?: unknown;
  } = {},
): string {
  const environment = (name: string) => ({ name, variables: { NAME: name } });
  const some = (names: readonly string[] = []) =>
    names.length > 0 ? names.map(environment) : undefined;
  return JSON.stringify({
    specificationVersion: "jobtemplate-2023-09",
    name: "Test job",
    parameterDefinitions,
    jobEnvironments: some(environments),
    steps: steps.map(({ name, frames, dependsOn, environments, hostRequirements }) => ({
      name,
      dependencies: dependsOn?.map((step) => ({ dependsOn: step })),
      stepEnvironments: some(environments),
      hostRequirements,
      parameterSpace: frames && {
        taskParameterDefinitions: [{ name: "Frame", type: "INT", range: frames }],
      },
      script: { actions: { onRun: { command: "true" } } },
    })),
  });
}

/** Submits a job to the default queue. */
export async function submit(
  { client, queue }: TestFarm,
  text: string,
  settings: Partial<CreateJobCommandInput> = {},
): Promise<string> {
  const { jobId } = await client.send(
    new CreateJobCommand({
      ...queue,
      priority: 50,
      template: text,
      templateType: "JSON",
      ...settings,
    }),
  );
  return jobId!;
}

/** A job of the default queue. */
export function job({ client, queue }: TestFarm, jobId: string): Promise<GetJobCommandOutput> {
  return client.send(new GetJobCommand({ ...queue, jobId }));
}

/** The statuses that tasks of a job have, with how many have each. */
export async function counts(on: TestFarm, jobId: string): Promise<Record<string, number>> {
  const { taskRunStatusCounts = {} } = await job(on, jobId);
  return Object.fromEntries(Object.entries(taskRunStatusCounts).filter(([, n]) => n > 0));
}

/** The steps of a job. */
export async function steps({ client, queue }: TestFarm, jobId: string): Promise<StepSummary[]> {
  return (await client.send(new ListStepsCommand({ ...queue, jobId }))).steps!;
}

/** The tasks of a job's n-th step. */
export async function tasks(on: TestFarm, jobId: string, step = 0): Promise<TaskSummary[]> {
  const { stepId } = (await steps(on, jobId))[step]!;
  const input = { ...on.queue, jobId, stepId };
  return (await on.client.send(new ListTasksCommand(input))).tasks!;
}
