import {
  type AssignedSessionAction,
  AssumeFleetRoleForWorkerCommand,
  type CompletedStatus,
  CreateWorkerCommand,
  type DeadlineClient,
  type UpdatedSessionActionInfo,
  UpdateWorkerCommand,
  UpdateWorkerScheduleCommand,
  type UpdateWorkerScheduleResponse,
} from "@aws-sdk/client-deadline";
import { clientOf, type TestFarm } from "./_farm.ts";

/** A worker that a test plays: it does what the test says, over the real protocol. */
export interface FakeWorker extends Disposable {
  readonly key: { readonly farmId: string; readonly fleetId: string; readonly workerId: string };
  readonly client: DeadlineClient;
  /** What the farm told last. */
  readonly schedule: UpdateWorkerScheduleResponse;
  /** The actions that the worker has, in order, as short texts: `taskRun 3`, `envEnter A`. */
  readonly actions: string[];
  /** The actions that the worker is to cancel. */
  readonly cancels: string[];
  /** Asks for work; reports what is given. */
  beat(reports?: Record<string, UpdatedSessionActionInfo>): Promise<void>;
  /** Reports that the first action is running. */
  begin(): Promise<void>;
  /** Reports that the first action has ended. */
  end(outcome?: CompletedStatus): Promise<void>;
  /** Sets the worker's status. */
  become(status: "STARTED" | "STOPPING" | "STOPPED"): Promise<void>;
}

const CAPABILITIES = {
  amounts: [
    { name: "amount.worker.vcpu", value: 2 },
    { name: "amount.worker.memory", value: 4096 },
  ],
  attributes: [
    { name: "attr.worker.os.family", values: ["linux"] },
    { name: "attr.worker.cpu.arch", values: ["x86_64"] },
  ],
};

/** Joins a worker to the default fleet, as a new host does: bootstrap key first, then its role. */
export async function joinWorker({ farm, fleet }: TestFarm): Promise<FakeWorker> {
  const bootstrap = clientOf(farm, farm.bootstrapCredentials);
  const { workerId } = await bootstrap.send(new CreateWorkerCommand(fleet));
  const key = { ...fleet, workerId: workerId! };
  const { credentials } = await bootstrap.send(new AssumeFleetRoleForWorkerCommand(key));
  bootstrap.destroy();
  const client = clientOf(farm, credentials as Parameters<typeof clientOf>[1]);
  let schedule: UpdateWorkerScheduleResponse = {
    assignedSessions: {},
    cancelSessionActions: {},
    updateIntervalSeconds: 0,
  };
  const assigned = () =>
    Object.values(schedule.assignedSessions!).flatMap((session) => session.sessionActions!);
  const worker: FakeWorker = {
    key,
    client,
    get schedule() {
      return schedule;
    },
    get actions() {
      return assigned().map(describe);
    },
    get cancels() {
      const ids = new Set(Object.values(schedule.cancelSessionActions!).flat());
      return assigned().filter((action) => ids.has(action.sessionActionId!)).map(describe);
    },
    async beat(updatedSessionActions = {}) {
      schedule = await client.send(
        new UpdateWorkerScheduleCommand({ ...key, updatedSessionActions }),
      );
    },
    async begin() {
      const { sessionActionId } = assigned()[0]!;
      await worker.beat({ [sessionActionId!]: { startedAt: new Date(), updatedAt: new Date() } });
    },
    async end(outcome = "SUCCEEDED") {
      const { sessionActionId } = assigned()[0]!;
      const times = outcome === "NEVER_ATTEMPTED"
        ? {}
        : { startedAt: new Date(), endedAt: new Date() };
      const processExitCode = outcome === "SUCCEEDED" ? 0 : 1;
      await worker.beat({
        [sessionActionId!]: { completedStatus: outcome, processExitCode, ...times },
      });
    },
    async become(status) {
      const capabilities = status === "STARTED" ? CAPABILITIES : undefined;
      await client.send(new UpdateWorkerCommand({ ...key, status, capabilities }));
    },
    [Symbol.dispose]() {
      client.destroy();
    },
  };
  await worker.become("STARTED");
  return worker;
}

function describe({ definition }: AssignedSessionAction): string {
  const { taskRun, envEnter, envExit } = definition!;
  if (taskRun) return `taskRun ${taskRun.parameters?.Frame?.int ?? ""}`.trim();
  if (envEnter) return `envEnter ${envEnter.environmentId!.split(":")[2]}`;
  if (envExit) return `envExit ${envExit.environmentId!.split(":")[2]}`;
  return "syncInputJobAttachments";
}
