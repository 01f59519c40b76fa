import type * as sdk from "@aws-sdk/client-deadline";
import { showTask } from "../jobs/show.ts";
import type { TargetStatus } from "../scheduler/statuses.ts";
import { steerTask } from "../scheduler/steer.ts";
import { getStep, getTask } from "../store/jobs.ts";
import type { TaskRow } from "../store/rows.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page } from "./paging.ts";

/** Operations on tasks. */
export const tasks = {
  GetTask(input: Checked<sdk.GetTaskRequest>, { db }: Context): Output {
    const { task, step } = getTask(db, input);
    return showTask(task, step);
  },

  ListTasks(input: Checked<sdk.ListTasksRequest>, { db }: Context): Output {
    const step = getStep(db, input);
    const { items, nextToken } = page(
      input,
      `tasks/${step.id}`,
      (after: number | undefined, limit) =>
        db.all<TaskRow>(
          "SELECT * FROM task WHERE step_id = ? AND position > ? ORDER BY position LIMIT ?",
          step.id,
          after ?? -1,
          limit,
        ),
      (row) => row.position,
    );
    return { tasks: items.map((row) => showTask(row, step)), nextToken };
  },

  UpdateTask(input: Checked<sdk.UpdateTaskRequest>, context: Context): Output {
    updateTask(input, context);
    return {};
  },
};

/** Steers one task. */
export function updateTask(
  input: Checked<sdk.UpdateTaskRequest>,
  { db, now, caller, scheduler }: Context,
): void {
  const { task } = getTask(db, input);
  const key = { jobId: input.jobId, stepId: task.step_id, position: task.position };
  steerTask(db, key, input.targetRunStatus as TargetStatus, now, caller);
  scheduler.wake();
}
