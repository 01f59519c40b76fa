import { createJob } from "@deadline/client";
import type { Stage } from "./_stage.ts";

/** Makes a job with one step that has a task a frame. Without a worker it waits for ever. */
export async function makeJob(
  { farm, console }: Stage,
  { name, frames = 1, stepName = "Render" }: { name: string; frames?: number; stepName?: string },
): Promise<string> {
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name,
    steps: [{
      name: stepName,
      parameterSpace: {
        taskParameterDefinitions: [{ name: "Frame", type: "INT", range: `1-${frames}` }],
      },
      script: { actions: { onRun: { command: "true" } } },
    }],
  };
  const { jobId } = await createJob({
    farmId: farm.farmId,
    queueId: farm.queueId,
    template: JSON.stringify(template),
    templateType: "JSON",
    priority: 50,
  }, { session: console.session });
  return jobId!;
}
