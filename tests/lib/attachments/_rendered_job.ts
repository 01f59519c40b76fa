import { joinWorker } from "../../farm/_worker.ts";
import type { TestFarm } from "../../farm/_farm.ts";

/** A task that a worker of a test is running. */
export interface RunningTask {
  readonly taskId: string;
  readonly stepId: string;
  readonly sessionActionId: string;
}

/** Lets a worker run all that is there to run; `made` is called for each task before it succeeds. */
export async function runTasks(
  on: TestFarm,
  made: (task: RunningTask) => Promise<"SUCCEEDED" | "FAILED" | void>,
): Promise<void> {
  using worker = await joinWorker(on);
  await worker.beat();
  while (true) {
    const [session] = Object.values(worker.schedule.assignedSessions!);
    const action = session?.sessionActions?.[0];
    if (!action) break;
    await worker.begin();
    const run = action.definition!.taskRun;
    const outcome = run && await made({
      taskId: run.taskId!,
      stepId: run.stepId!,
      sessionActionId: action.sessionActionId!,
    });
    await worker.end(outcome || "SUCCEEDED");
    if (worker.actions.length === 0) await worker.beat();
  }
  await worker.become("STOPPING");
  await worker.become("STOPPED");
}
