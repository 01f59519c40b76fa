import type * as sdk from "@aws-sdk/client-deadline";
import { showStep } from "../jobs/show.ts";
import { isResolved, type TargetStatus } from "../scheduler/statuses.ts";
import { steerStep } from "../scheduler/steer.ts";
import { getJob, getStep, listSteps } from "../store/jobs.ts";
import type { StepRow } from "../store/rows.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page, type PageInput } from "./paging.ts";

/** Operations on steps. */
export const steps = {
  GetStep(input: Checked<sdk.GetStepRequest>, { db }: Context): Output {
    return showStep(getStep(db, input), db);
  },

  ListSteps(input: Checked<sdk.ListStepsRequest>, { db }: Context): Output {
    const { id } = getJob(db, input);
    const { items, nextToken } = page(
      input,
      `steps/${id}`,
      (after: number | undefined, limit) =>
        listSteps(db, id, after === undefined ? 0 : after + 1, limit),
      (row) => row.position,
    );
    return { steps: items.map((row) => showStep(row, db)), nextToken };
  },

  UpdateStep(
    input: Checked<sdk.UpdateStepRequest>,
    { db, now, caller, scheduler }: Context,
  ): Output {
    steerStep(db, getStep(db, input), input.targetTaskRunStatus as TargetStatus, now, caller);
    scheduler.wake();
    return {};
  },

  ListStepDependencies(
    input: Checked<sdk.ListStepDependenciesRequest>,
    { db }: Context,
  ): Output {
    getStep(db, input);
    const { items, nextToken } = neighbours(
      input,
      "dependencies",
      (after, limit) =>
        db.all<Neighbour>(
          `SELECT s.*, d.position AS place FROM step_dependency d JOIN step s ON s.id = d.depends_on
         WHERE d.step_id = ? AND d.position > ? ORDER BY d.position LIMIT ?`,
          input.stepId,
          after,
          limit,
        ),
    );
    const dependencies = items.map((step) => ({
      stepId: step.id,
      status: isResolved(JSON.parse(step.task_run_status_counts)) ? "RESOLVED" : "UNRESOLVED",
    }));
    return { dependencies, nextToken };
  },

  ListStepConsumers(input: Checked<sdk.ListStepConsumersRequest>, { db }: Context): Output {
    const step = getStep(db, input);
    const status = isResolved(JSON.parse(step.task_run_status_counts)) ? "RESOLVED" : "UNRESOLVED";
    const { items, nextToken } = neighbours(input, "consumers", (after, limit) =>
      db.all<Neighbour>(
        `SELECT s.*, s.position AS place FROM step_dependency d JOIN step s ON s.id = d.step_id
         WHERE d.depends_on = ? AND s.position > ? ORDER BY s.position LIMIT ?`,
        input.stepId,
        after,
        limit,
      ));
    return { consumers: items.map(({ id }) => ({ stepId: id, status })), nextToken };
  },
};

type Neighbour = StepRow & { readonly place: number };

function neighbours(
  input: PageInput & { readonly stepId: string },
  list: string,
  read: (after: number, limit: number) => Neighbour[],
): { items: Neighbour[]; nextToken: string | undefined } {
  return page(
    input,
    `${list}/${input.stepId}`,
    (after: number | undefined, limit) => read(after ?? -1, limit),
    ({ place }) => place,
  );
}
