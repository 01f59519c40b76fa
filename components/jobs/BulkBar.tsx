import type { JSX } from "preact";
import type { Job, JobChange } from "@/server/contract.ts";
import type { AskedChange } from "./ChangeDialog.tsx";

/** What can be done with the selected jobs. `ask` opens a dialog first. */
export function BulkBar(
  { count, jobs, run, ask }: {
    count: number;
    /** Those of the selected that are loaded. */
    jobs: readonly Job[];
    run: (change: JobChange) => void;
    ask: (kind: AskedChange) => void;
  },
): JSX.Element {
  const suspended = jobs.length > 0 && jobs.every((job) => job.taskRunStatus === "SUSPENDED");
  return (
    <div class="bulk" role="group" aria-label="Selected jobs">
      <span class="muted">{count} selected</span>
      <button type="button" class="button" onClick={() => run({ kind: "requeue" })}>Requeue</button>
      {suspended
        ? (
          <button type="button" class="button" onClick={() => run({ kind: "resume" })}>
            Resume
          </button>
        )
        : (
          <button type="button" class="button" onClick={() => run({ kind: "suspend" })}>
            Suspend
          </button>
        )}
      <button type="button" class="button" onClick={() => ask("cancel")}>Cancel…</button>
      <button type="button" class="button" onClick={() => ask("priority")}>Priority…</button>
      <button type="button" class="button" onClick={() => ask("archive")}>Archive…</button>
    </div>
  );
}
