import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Job, JobChange } from "@/server/contract.ts";
import { formatCount } from "@/words/amounts.ts";
import { isUnfinished } from "@/client/status.ts";
import { Dialog } from "../Dialog.tsx";

/** The changes that are asked about first. */
export type AskedChange = "cancel" | "archive" | "priority";

/** What {@linkcode ChangeDialog} takes. */
export interface ChangeDialogProps {
  kind: AskedChange;
  jobs: readonly Job[];
  run: (change: JobChange, jobs: readonly Job[]) => void;
  close: () => void;
}

/** How each change is asked about; `of` is "3 jobs". */
const WORDS: Record<AskedChange, (of: string) => { title: string; yes: string; no: string }> = {
  cancel: (of) => ({ title: `Cancel ${of}?`, yes: `Cancel ${of}`, no: "Keep running" }),
  archive: (of) => ({ title: `Archive ${of}?`, yes: `Archive ${of}`, no: "Leave as is" }),
  priority: (of) => ({ title: `Priority of ${of}`, yes: "Set priority", no: "Leave as is" }),
};

/** Asks before a change that cannot be taken back, or for the value it needs; names the jobs. */
export function ChangeDialog({ kind, jobs: chosen, run, close }: ChangeDialogProps): JSX.Element {
  // What has ended cannot be canceled, and asking for it would only bring errors.
  const jobs = kind === "cancel" ? chosen.filter(isUnfinished) : chosen;
  const ended = chosen.length - jobs.length;
  const [priority, setPriority] = useState(String(jobs[0]?.priority ?? 50));
  const words = WORDS[kind](formatCount(jobs.length, "job"));
  const valid = /^\d+$/.test(priority) && Number(priority) <= 100;
  const apply = () => {
    run(kind === "priority" ? { kind, priority: Number(priority) } : { kind }, jobs);
    close();
  };
  return (
    <Dialog
      title={words.title}
      onClose={close}
      actions={
        <>
          <button type="button" class="button" onClick={close}>{words.no}</button>
          <button
            type="button"
            class="button primary"
            disabled={!valid || jobs.length === 0}
            onClick={apply}
          >
            {words.yes}
          </button>
        </>
      }
    >
      {kind === "cancel" && (
        <p>
          {jobs.length > 0
            ? "Running tasks are stopped. What they have written so far stays."
            : "There is nothing left to cancel."}
          {ended > 0 &&
            ` ${formatCount(ended, "job")} ${ended === 1 ? "has" : "have"} ended already.`}
        </p>
      )}
      {kind === "archive" && (
        <p>
          Archived jobs run nothing any more, and cannot be brought back. What they have written
          stays.
        </p>
      )}
      {kind === "priority" && (
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
