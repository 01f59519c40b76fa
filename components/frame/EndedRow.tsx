import type { JSX } from "preact";
import { formatDuration, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { type EndedTask, forgetEnded } from "@/client/tray.ts";
import { TaskDetails, TaskTitle } from "./TaskDetails.tsx";

/** A task that has ended: how and why, and a way to do it again. */
export function EndedRow({ of }: { of: EndedTask }): JSX.Element {
  const retry = () => {
    forgetEnded(of.id);
    of.retry?.();
  };
  return (
    <div class="tray-task">
      <TaskTitle name={of.name} target={of.target} />
      <span class="tray-actions">
        {of.retry && <button type="button" class="link" onClick={retry}>Retry</button>}
      </span>
      <span class={of.status === "failed" ? "tray-note bad-text" : "tray-note"}>
        {of.why ?? "Done"} · {formatRelative(of.endedAt, now.value)}
      </span>
      <span class="tray-note">{formatDuration(of.ms)}</span>
      {of.error?.hint && <p class="wide-line muted">{of.error.hint}</p>}
      <TaskDetails requestId={of.requestId} meta={of.meta} retries={of.retries} error={of.error} />
    </div>
  );
}
