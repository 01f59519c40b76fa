import { createJob, listSteps, listTasks } from "@deadline/client";
import { type Manifest, openQueueStore } from "@deadline/client/attachments";
import { type Bytes, putOutputs } from "../lib/attachments/_desk.ts";
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

/**
 * Gives a job output, as if the first task of its first step had written it: files, or a manifest of
 * some that nobody opens.
 */
export async function makeOutput(
  { farm: { farmId, queueId }, console: { session } }: Stage,
  jobId: string,
  files: Record<string, Bytes> | Manifest,
): Promise<void> {
  const ids = { farmId, queueId, jobId };
  const [{ stepId }] = await listSteps(ids, { session }).toArray();
  const [{ taskId }] = await listTasks({ ...ids, stepId: stepId! }, { session }).toArray();
  const store = await openQueueStore(ids, { session });
  const action = `sessionaction-${"0".repeat(32)}-1`;
  const place = `${farmId}/${queueId}/${jobId}/${stepId}/${taskId}`;
  await putOutputs(store, `${place}/2026-01-01T00:00:00.000000Z_${action}`, "/proj/shot", files);
}
