import type { JSX } from "preact";
import type { OperationState } from "@/server/contract.ts";
import { formatElapsed, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { cancelOperation } from "@/client/operations.ts";
import { OperationQuestion } from "../OperationQuestion.tsx";
import { WorkBar } from "../ProgressBar.tsx";
import { TaskDetails, TaskTitle } from "./TaskDetails.tsx";

const EFFECTS: Record<NonNullable<OperationState["effect"]>, string> = {
  "not sent": "Canceled before anything was sent",
  applied: "Canceled; it had taken effect",
  unknown: "Canceled; it may have taken effect",
};

/** A long change of the server, started in any tab: its phase, its log, and where it led. */
export function OperationRow({ of }: { of: OperationState }): JSX.Element {
  const isRunning = of.status === "running";
  const until = of.endedAt ? Date.parse(of.endedAt) : now.value;
  return (
    <div class="tray-task">
      <TaskTitle name={of.name} />
      <span class="tray-actions">
        {isRunning && (
          <button type="button" class="link" onClick={() => cancelOperation(of.id)}>Cancel</button>
        )}
        {of.result?.jobId && <a href={jobLink(of.result)}>Open job</a>}
      </span>
      <span class={of.status === "failed" ? "tray-note bad-text" : "tray-note"}>
        {stateOf(of)}
        {of.endedAt && ` · ${formatRelative(of.endedAt, now.value)}`}
      </span>
      <span class="tray-note">{formatElapsed(until - Date.parse(of.startedAt))}</span>
      {isRunning && <WorkBar fraction={of.fraction} label={of.name} />}
      {of.question && (
        <div class="wide-line">
          <OperationQuestion of={of} />
        </div>
      )}
      {of.problem?.hint && <p class="wide-line muted">{of.problem.hint}</p>}
      <TaskDetails requestId={of.id} error={of.problem} log={of.log} />
    </div>
  );
}

function stateOf(of: OperationState): string {
  const { status, problem, effect, message, phase, question } = of;
  if (question) return `Waits for an answer: ${question.title}`;
  if (status === "failed") return problem?.title ?? "Failed";
  if (status === "cancelled") return effect ? EFFECTS[effect] : EFFECTS["not sent"];
  return message ?? phase ?? "Under way";
}

function jobLink({ farmId, queueId, jobId }: NonNullable<OperationState["result"]>): string {
  return `/jobs/${jobId}?farm=${farmId}&queue=${queueId}`;
}
