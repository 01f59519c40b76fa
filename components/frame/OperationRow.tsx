import type { JSX } from "preact";
import type { OperationState } from "@/server/contract.ts";
import { formatElapsed, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { cancelOperation, canRetry, retryOperation } from "@/client/operations.ts";
import { retryNow, retryWords, serverRetries } from "@/client/server_retries.ts";
import { stopWords } from "@/client/stop_words.ts";
import { OperationQuestion } from "../OperationQuestion.tsx";
import { WorkBar } from "../ProgressBar.tsx";
import { TaskDetails, TaskTitle } from "./TaskDetails.tsx";

/** A long change of the server, started in any tab: its phase, its log, and where it led. */
export function OperationRow({ of }: { of: OperationState }): JSX.Element {
  const isRunning = of.status === "running";
  const wait = isRunning ? serverRetries.value.get(of.id) : undefined;
  const until = of.endedAt ? Date.parse(of.endedAt) : now.value;
  return (
    <div class="tray-task">
      <TaskTitle name={of.name} />
      <span class="tray-actions">
        {wait && (
          <button type="button" class="link" onClick={() => retryNow(wait)}>Retry now</button>
        )}
        {isRunning && (
          <button type="button" class="link" onClick={() => cancelOperation(of.id)}>Cancel</button>
        )}
        {canRetry(of) && (
          <button type="button" class="link" onClick={() => retryOperation(of)}>Retry</button>
        )}
        {of.result?.jobId && <a href={jobLink(of.result)}>Open job</a>}
      </span>
      <span class={of.status === "failed" ? "tray-note bad-text" : "tray-note"} title={wait?.why}>
        {wait ? retryWords(wait, now.value) : stateOf(of)}
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
      <TaskDetails requestId={of.id} meta={of.meta} error={of.problem} log={of.log} />
    </div>
  );
}

function stateOf(of: OperationState): string {
  const { status, problem, reason = "user", effect, message, phase, question } = of;
  if (question) return `Waits for an answer: ${question.title}`;
  if (status === "failed") return problem?.title ?? "Failed";
  if (status === "cancelled") return stopWords(reason, effect);
  return message ?? phase ?? "Under way";
}

function jobLink({ farmId, queueId, jobId }: NonNullable<OperationState["result"]>): string {
  return `/jobs/${jobId}?farm=${farmId}&queue=${queueId}`;
}
