import type { JSX } from "preact";
import type { Step } from "@/server/contract.ts";
import { formatNumber } from "@/words/amounts.ts";
import { countKinds, showStatus, totalOf } from "@/client/status.ts";
import { TaskBar } from "../ProgressBar.tsx";
import { StatusMark } from "../StatusMark.tsx";

/** The steps in their order; one is chosen, and what it waits for is said. */
export function StepList(
  { steps, chosen, choose }: {
    steps: readonly Step[];
    chosen: string | undefined;
    choose: (stepId: string) => void;
  },
): JSX.Element {
  return (
    <ul class="steps" aria-label="Steps">
      {steps.map((step) => {
        const { kind, label } = showStatus(step.taskRunStatus);
        const done = countKinds(step.counts).succeeded;
        return (
          <li key={step.stepId}>
            <button
              type="button"
              aria-pressed={step.stepId === chosen}
              onClick={() => choose(step.stepId)}
            >
              <StatusMark kind={kind} />
              <span class="cut">{step.name}</span>
              <span class="muted number">
                {formatNumber(done)} / {formatNumber(totalOf(step.counts))}
              </span>
              <TaskBar counts={step.counts} wide />
              <small class="muted cut">
                {label}
                {step.dependsOn.length > 0 &&
                  ` · after ${namesOf(step.dependsOn, steps).join(", ")}`}
              </small>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Steps depend on ids; people know names. */
function namesOf(ids: readonly string[], steps: readonly Step[]): string[] {
  return ids.map((id) => steps.find(({ stepId }) => stepId === id)?.name ?? id);
}
