import { updateTask } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import type { JobChangeResult } from "./contract.ts";
import { eachResult, MOST } from "./each_result.ts";
import { idsOf } from "./ids.ts";
import type { Ask } from "./ask.ts";

/** What tasks can be told to become. */
const TARGETS = ["READY", "PENDING", "FAILED", "SUCCEEDED", "CANCELED", "SUSPENDED"] as const;

/** What the request says. */
export interface TasksChange {
  stepId: string;
  taskIds: string[];
  status: (typeof TARGETS)[number];
}

/** Changes tasks of one step as the request says, and tells of each. */
export async function* changeTasks(ask: Ask): AsyncGenerator<JobChangeResult[], void> {
  const { stepId, taskIds, status } = await ask.json<TasksChange>();
  const good = typeof stepId === "string" && Array.isArray(taskIds) && taskIds.length <= MOST &&
    TARGETS.includes(status);
  if (!good) {
    throw new TaskError("The request is not a change of tasks", {
      code: "BadRequest",
      status: 400,
    });
  }
  const job = { ...idsOf<"farmId" | "queueId" | "jobId">(ask), stepId };
  try {
    yield* eachResult(taskIds, async (taskId) => {
      await updateTask({ ...job, taskId, targetRunStatus: status }, ask.call);
      return undefined;
    }, ask.signal);
  } finally {
    ask.console.live.hurry(job);
  }
}
