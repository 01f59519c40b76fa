import type { JSX } from "preact";
import type { Task } from "@deadline/client/task";
import type { OperationState } from "@/server/contract.ts";
import { formatDuration, formatElapsed, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { cancelOperation } from "@/client/operations.ts";
import {
  clearEnded,
  ended,
  type EndedTask,
  forgetEnded,
  running,
  trayChanges,
} from "@/client/tray.ts";
import { CopyButton } from "../Facts.tsx";
import { WorkBar } from "../ProgressBar.tsx";
import { ErrorDetails } from "../States.tsx";

/** Tasks in flight and lately ended. */
export function TrayPanel(
  { operations }: { operations: readonly OperationState[] },
): JSX.Element {
  // Read so that progress and notes of running tasks are drawn.
  trayChanges.value;
  const busy = operations.filter((one) => one.status === "running");
  const over = operations.filter((one) => one.status !== "running").slice(0, 5);
  const inFlight = busy.length + running.value.length;
  return (
    <div class="tray-panel" role="region" aria-label="Tasks">
      <header>
        <h2>Tasks</h2>
        <span class="muted">{inFlight} in flight</span>
      </header>
      {busy.map((one) => <OperationRow key={one.id} of={one} />)}
      {running.value.map((task) => <RunningRow key={task.id} of={task} />)}
      {inFlight === 0 && <p class="muted">Nothing is under way.</p>}
      {(ended.value.length > 0 || over.length > 0) && (
        <h3>
          Lately ended
          {ended.value.length > 0 && (
            <button type="button" class="link" onClick={clearEnded}>Clear</button>
          )}
        </h3>
      )}
      {over.map((one) => <OperationRow key={one.id} of={one} />)}
      {ended.value.map((one) => <EndedRow key={one.id} of={one} />)}
    </div>
  );
}

function OperationRow({ of }: { of: OperationState }): JSX.Element {
  const isRunning = of.status === "running";
  const until = of.endedAt ? Date.parse(of.endedAt) : now.value;
  const detail = of.message ?? of.problem?.title ?? of.phase ?? of.status;
  return (
    <div class="tray-task">
      <span class="cut">{of.name}</span>
      <span class="tray-actions">
        {isRunning && (
          <button type="button" class="link" onClick={() => cancelOperation(of.id)}>Cancel</button>
        )}
        {of.result && <a href={jobLink(of.result)}>Open job</a>}
      </span>
      <span class={of.status === "failed" ? "mono bad-text" : "mono cut"}>{detail}</span>
      <span class="mono">{formatElapsed(until - Date.parse(of.startedAt))}</span>
      {isRunning && <WorkBar fraction={of.fraction} label={of.name} />}
    </div>
  );
}

function RunningRow({ of }: { of: Task<unknown> }): JSX.Element {
  return (
    <div class="tray-task">
      <span class="cut">{titleOf(of)}</span>
      <button type="button" class="link" onClick={() => of.cancel("user")}>Cancel</button>
      <span class="mono cut">{of.note ?? of.requestId}</span>
      <span class="mono">{formatElapsed(now.value - of.startedAt)}</span>
    </div>
  );
}

function EndedRow({ of }: { of: EndedTask }): JSX.Element {
  return (
    <div class="tray-task">
      <span class="cut">{titleOf(of)}</span>
      <span class="tray-actions">
        {of.retry && (
          <button
            type="button"
            class="link"
            onClick={() => {
              forgetEnded(of.id);
              of.retry?.();
            }}
          >
            Retry
          </button>
        )}
        <CopyButton text={of.requestId} what="request id" />
      </span>
      <span class={of.status === "failed" ? "mono bad-text" : "mono cut"}>{of.why ?? "Done"}</span>
      <span class="mono" title={formatRelative(of.endedAt, now.value)}>
        {formatDuration(of.ms)}
      </span>
      {of.error && (
        <div class="wide-line">
          {of.error.hint && <p class="muted">{of.error.hint}</p>}
          <ErrorDetails error={of.error} />
        </div>
      )}
    </div>
  );
}

function titleOf({ name, target }: { name: string; target?: string | undefined }): string {
  return target ? `${name} of “${target}”` : name;
}

function jobLink({ farmId, queueId, jobId }: NonNullable<OperationState["result"]>): string {
  return `/jobs/${jobId}?farm=${farmId}&queue=${queueId}`;
}
