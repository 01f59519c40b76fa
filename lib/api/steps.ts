import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { change } from "./_change.ts";
import { list } from "./_list.ts";
import { readState } from "./_look_at_state.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetStepInput,
  GetStepOutput,
  ListStepConsumersInput,
  ListStepDependenciesInput,
  ListStepsInput,
  StepConsumer,
  StepDependency,
  StepSummary,
  UpdateStepInput,
  UpdateStepOutput,
} from "./shapes.ts";

/** Lists the steps of a job. */
export function listSteps(
  input: ListStepsInput,
  options: CallOptions = {},
): PageStream<StepSummary> {
  return list("ListSteps", "steps", input, options);
}

/** Gets one step. */
export function getStep(
  input: GetStepInput,
  options: CallOptions = {},
): Promise<GetStepOutput> {
  return call("deadline", "GetStep", input, options);
}

/** Lists the steps that a step waits for. */
export function listStepDependencies(
  input: ListStepDependenciesInput,
  options: CallOptions = {},
): PageStream<StepDependency> {
  return list("ListStepDependencies", "dependencies", input, options);
}

/** Lists the steps that wait for a step. */
export function listStepConsumers(
  input: ListStepConsumersInput,
  options: CallOptions = {},
): PageStream<StepConsumer> {
  return list("ListStepConsumers", "consumers", input, options);
}

/** Sets the run status that all tasks of a step shall reach. */
export function updateStep(
  input: UpdateStepInput,
  options: MutationOptions = {},
): Promise<UpdateStepOutput> {
  const { farmId, queueId, jobId, stepId } = input;
  return change("UpdateStep", input, options, async (since, calls) => {
    const step = await getStep({ farmId, queueId, jobId, stepId }, calls);
    const members = [{
      name: "targetTaskRunStatus",
      asked: input.targetTaskRunStatus,
      is: step.targetTaskRunStatus,
      also: [step.taskRunStatus],
    }];
    return readState("GetStep", members, step.updatedAt, since);
  });
}
