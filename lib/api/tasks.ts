import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { list } from "./_list.ts";
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
  return call("deadline", "UpdateTask", input, options);
}
