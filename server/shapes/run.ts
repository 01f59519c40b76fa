import type {
  SessionActionSummary,
  SessionSummary,
  StepDependency,
  StepSummary,
  TaskSummary,
} from "@deadline/client";
import type { JobSession, JobTask, SessionAction, Step } from "@/server/contract.ts";
import { compact } from "./compact.ts";
import { toValues } from "./job.ts";

/** A step as the islands see it. */
export function toStep(step: StepSummary, dependsOn: StepDependency[]): Step {
  return compact({
    stepId: step.stepId!,
    name: step.name!,
    taskRunStatus: step.taskRunStatus!,
    counts: step.taskRunStatusCounts ?? {},
    dependsOn: dependsOn.map(({ stepId }) => stepId!),
    createdAt: step.createdAt!.toISOString(),
    startedAt: step.startedAt?.toISOString(),
    endedAt: step.endedAt?.toISOString(),
  });
}

/** A task as the islands see it. */
export function toTask(task: TaskSummary, stepId: string): JobTask {
  return compact({
    taskId: task.taskId!,
    stepId,
    runStatus: task.runStatus!,
    parameters: toValues(task.parameters).map(({ name, value }) => ({ name, value })),
    failureRetryCount: task.failureRetryCount,
    latestSessionActionId: task.latestSessionActionId,
    startedAt: task.startedAt?.toISOString(),
    endedAt: task.endedAt?.toISOString(),
  });
}

/** A session as the islands see it. */
export function toSession(session: SessionSummary): JobSession {
  return compact({
    sessionId: session.sessionId!,
    workerId: session.workerId!,
    fleetId: session.fleetId!,
    lifecycleStatus: session.lifecycleStatus!,
    startedAt: session.startedAt!.toISOString(),
    endedAt: session.endedAt?.toISOString(),
  });
}

/** A session action as the islands see it. */
export function toSessionAction(action: SessionActionSummary): SessionAction {
  return compact({
    sessionActionId: action.sessionActionId!,
    status: action.status!,
    ...definitionOf(action.definition),
    progressPercent: action.progressPercent,
    startedAt: action.startedAt?.toISOString(),
    endedAt: action.endedAt?.toISOString(),
  });
}

function definitionOf(
  definition: SessionActionSummary["definition"],
): Pick<SessionAction, "kind" | "target" | "stepId" | "taskId"> {
  const { envEnter, envExit, taskRun } = definition ?? {};
  if (taskRun) {
    const { stepId, taskId } = taskRun;
    const values = toValues(taskRun.parameters).map(({ name, value }) => `${name}=${value}`);
    return compact({ kind: "taskRun", target: values.join(", ") || undefined, stepId, taskId });
  }
  if (envEnter) return { kind: "envEnter", target: environmentName(envEnter.environmentId) };
  if (envExit) return { kind: "envExit", target: environmentName(envExit.environmentId) };
  return { kind: "syncInputJobAttachments" };
}

/** Environment ids end in the name: `STEP:step-...:name`, `JOB:job-...:name`, `QUEUE:...`. */
function environmentName(id: string | undefined): string {
  return id?.split(":").at(-1) ?? "";
}
