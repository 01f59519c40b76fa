import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Job, JobChange } from "@/server/contract.ts";
import { formatCount } from "@/client/format.ts";
import { isUnfinished } from "@/client/status.ts";
import { Dialog } from "../Dialog.tsx";

/** What {@linkcode ChangeDialog} takes. */
export interface ChangeDialogProps {
  kind: "cancel" | "priority";
  jobs: readonly Job[];
  run: (change: JobChange, jobs: readonly Job[]) => void;
  close: () => void;
}

/** Asks before a change that cannot be taken back, or for the value it needs; names the jobs. */
export function ChangeDialog({ kind, jobs: chosen, run, close }: ChangeDialogProps): JSX.Element {
  const isCancel = kind === "cancel";
  // What has ended cannot be canceled, and asking for it would only bring errors.
  const jobs = isCancel ? chosen.filter(isUnfinished) : chosen;
  const ended = chosen.length - jobs.length;
  const [priority, setPriority] = useState(String(jobs[0]?.priority ?? 50));
  const count = formatCount(jobs.length, "job");
  const valid = /^\d+$/.test(priority) && Number(priority) <= 100;
  const apply = () => {
    run(isCancel ? { kind } : { kind: "priority", priority: Number(priority) }, jobs);
    close();
  };
  return (
    <Dialog
      title={isCancel ? `Cancel ${count}?` : `Priority of ${count}`}
      onClose={close}
      actions={
        <>
          <button type="button" class="button" onClick={close}>
            {isCancel ? "Keep running" : "Leave as is"}
          </button>
          <button
            type="button"
            class="button primary"
            disabled={!valid || jobs.length === 0}
            onClick={apply}
          >
            {isCancel ? `Cancel ${count}` : "Set priority"}
          </button>
        </>
      }
    >
      {isCancel
        ? (
          <p>
            {jobs.length > 0
              ? "Running tasks are stopped. What they have written so far stays."
              : "There is nothing left to cancel."}
            {ended > 0 &&
              ` ${formatCount(ended, "job")} ${ended === 1 ? "has" : "have"} ended already.`}
          </p>
        )
        : (
          <label class="labelled">
            <span>Priority, 0 to 100; higher runs first</span>
            <input
              class="field"
              type="number"
              min="0"
              max="100"
              value={priority}
              aria-invalid={!valid}
              onInput={(event) => setPriority(event.currentTarget.value)}
            />
          </label>
        )}
      {jobs.length > 0 && (
        <ul class="name-list">{jobs.map(({ jobId, name }) => <li key={jobId}>{name}</li>)}</ul>
      )}
    </Dialog>
  );
}
