import {
  type CallOptions,
  listStepDependencies,
  listSteps,
  type StepSummary,
} from "@deadline/client";
import { pooledMap } from "@std/async/pool";
import type { Step } from "./contract.ts";
import { toStep } from "./shapes/run.ts";

/** How many steps are asked at once what they wait for. */
const AT_ONCE = 5;

/** The steps of a job, each with what it waits for. */
export async function* stepPages(
  ids: { farmId: string; queueId: string; jobId: string },
  call: CallOptions,
): AsyncGenerator<Step[], void> {
  for await (const page of listSteps(ids, call).pages()) {
    yield await Array.fromAsync(pooledMap(AT_ONCE, page, async (step) => {
      const stepId = step.stepId!;
      const waits = hasDependencies(step)
        ? await listStepDependencies({ ...ids, stepId }, call).toArray()
        : [];
      return toStep(step, waits);
    }));
  }
}

function hasDependencies({ dependencyCounts }: StepSummary): boolean {
  const { dependenciesResolved = 0, dependenciesUnresolved = 0 } = dependencyCounts ?? {};
  return dependenciesResolved + dependenciesUnresolved > 0;
}
