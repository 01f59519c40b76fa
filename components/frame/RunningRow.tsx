import type { JSX } from "preact";
import type { Task } from "@deadline/client/task";
import { formatElapsed } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { retryNow, retryWords, serverRetries } from "@/client/server_retries.ts";
import { factsOf } from "@/client/task_facts.ts";
import { WorkBar } from "../ProgressBar.tsx";
import { TaskDetails, TaskTitle } from "./TaskDetails.tsx";

/** A task under way: what it waits for, how long already, and a way out. */
export function RunningRow({ of }: { of: Task<unknown> }): JSX.Element {
  const fraction = fractionOf(of.progress);
  const facts = factsOf(of);
  const wait = serverRetries.value.get(of.requestId);
  return (
    <div class="tray-task">
      <TaskTitle name={of.name} target={of.target} />
      <span class="tray-actions">
        {(of.retrying || wait) && (
          <button
            type="button"
            class="link"
            onClick={() => wait ? retryNow(wait) : of.retryNow()}
          >
            Retry now
          </button>
        )}
        <button type="button" class="link" onClick={() => of.cancel("user")}>Cancel</button>
      </span>
      <span class="tray-note cut" title={wait?.why}>
        {wait ? retryWords(wait, now.value) : of.note ?? "Waiting for the answer"}
      </span>
      <span class="tray-note">{formatElapsed(now.value - of.startedAt)}</span>
      {fraction !== undefined && <WorkBar fraction={fraction} label={of.name} />}
      <TaskDetails requestId={of.requestId} meta={facts.meta} retries={facts.retries} />
    </div>
  );
}

/** How far a task is, 0 to 1, if its progress says so. */
function fractionOf(progress: unknown): number | undefined {
  const { fraction } = (progress ?? {}) as { fraction?: unknown };
  return typeof fraction === "number" ? fraction : undefined;
}
