import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Job, JobChange } from "@/server/contract.ts";
import { formatCount } from "@/client/format.ts";
import { Dialog } from "../Dialog.tsx";

/** Asks before a change that cannot be taken back, or for the value it needs; names the jobs. */
export function ChangeDialog(
  { kind, jobs, run, close }: {
    kind: "cancel" | "priority";
    jobs: readonly Job[];
    run: (change: JobChange) => void;
    close: () => void;
  },
): JSX.Element {
  const [priority, setPriority] = useState(String(jobs[0]?.priority ?? 50));
  const count = formatCount(jobs.length, "job");
  const valid = /^\d+$/.test(priority) && Number(priority) <= 100;
  const isCancel = kind === "cancel";
  const apply = () => {
    run(isCancel ? { kind } : { kind: "priority", priority: Number(priority) });
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
          <button type="button" class="button primary" disabled={!valid} onClick={apply}>
            {isCancel ? `Cancel ${count}` : "Set priority"}
          </button>
        </>
      }
    >
      {isCancel
        ? <p>Running tasks are stopped. What they have written so far stays.</p>
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
      <ul class="name-list">{jobs.map(({ jobId, name }) => <li key={jobId}>{name}</li>)}</ul>
    </Dialog>
  );
}
