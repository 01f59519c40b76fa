import { requeueTasks, type TaskRunStatus, updateJob } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import type { JobChange, JobChangeResult } from "./contract.ts";
import { eachResult, MOST } from "./each_result.ts";
import { idsOf } from "./ids.ts";
import type { Ask } from "./ask.ts";

/** Changes jobs as the request says, and tells of each. */
export async function* changeJobs(ask: Ask): AsyncGenerator<JobChangeResult[], void> {
  const { jobIds, change } = await ask.json<{ jobIds: string[]; change: JobChange }>();
  if (!Array.isArray(jobIds) || jobIds.length > MOST || !change) throw badChange("jobIds");
  const queue = idsOf<"farmId" | "queueId">({ params: { ...ask.params } });
  const apply = applierOf(change);
  try {
    yield* eachResult(jobIds, (jobId) => apply({ ...queue, jobId }, ask.call), ask.signal);
  } finally {
    ask.console.live.hurry(queue);
  }
}

interface JobIds {
  farmId: string;
  queueId: string;
  jobId: string;
}

type Apply = (ids: JobIds, call: Ask["call"]) => Promise<string | undefined>;

function applierOf(change: JobChange): Apply {
  switch (change.kind) {
    case "cancel":
      return (ids, call) => update({ ...ids, targetTaskRunStatus: "CANCELED" }, call);
    case "suspend":
      return (ids, call) => update({ ...ids, targetTaskRunStatus: "SUSPENDED" }, call);
    case "resume":
      return (ids, call) => update({ ...ids, targetTaskRunStatus: "READY" }, call);
    case "archive":
      return (ids, call) => update({ ...ids, lifecycleStatus: "ARCHIVED" }, call);
    case "priority": {
      const { priority } = change;
      if (!Number.isInteger(priority)) throw badChange("priority");
      return (ids, call) => update({ ...ids, priority }, call);
    }
    case "requeue":
      return async (ids, call) => {
        const runStatuses = change.statuses as TaskRunStatus[] | undefined;
        const tasks = await requeueTasks({ ...ids, runStatuses }, call);
        return `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"} requeued`;
      };
    default:
      throw badChange("change.kind");
  }
}

async function update(...given: Parameters<typeof updateJob>): Promise<undefined> {
  await updateJob(...given);
}

function badChange(member: string): TaskError {
  return new TaskError(`"${member}" is missing or not a change of jobs`, {
    code: "BadRequest",
    status: 400,
  });
}
