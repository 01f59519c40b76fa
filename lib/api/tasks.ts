import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { change } from "./_change.ts";
import { list } from "./_list.ts";
import { readState } from "./_look_at_state.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetTaskInput,
  GetTaskOutput,
  ListTasksInput,
  TaskSummary,
  UpdateTaskInput,
  UpdateTaskOutput,
} from "./shapes.ts";

/** Lists the tasks of a step. */
export function listTasks(
  input: ListTasksInput,
  options: CallOptions = {},
): PageStream<TaskSummary> {
  return list("ListTasks", "tasks", input, options);
}

/** Gets one task. */
export function getTask(
  input: GetTaskInput,
  options: CallOptions = {},
): Promise<GetTaskOutput> {
  return call("deadline", "GetTask", input, options);
}

/** Sets the run status that a task shall reach; `PENDING` requeues it. */
export function updateTask(
  input: UpdateTaskInput,
  options: MutationOptions = {},
): Promise<UpdateTaskOutput> {
  const { farmId, queueId, jobId, stepId, taskId } = input;
  return change("UpdateTask", input, options, async (since, calls) => {
    const task = await getTask({ farmId, queueId, jobId, stepId, taskId }, calls);
    const members = [{
      name: "targetRunStatus",
      asked: input.targetRunStatus,
      is: task.targetRunStatus,
      also: [task.runStatus],
    }];
    return readState("GetTask", members, task.updatedAt, since);
  });
}
