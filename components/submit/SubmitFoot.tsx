import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SubmitEquivalents, SubmitRequest } from "@/server/contract.ts";
import { announce } from "@/client/announce.ts";
import { queuePath } from "@/client/api.ts";
import { act, send } from "@/client/act.ts";
import { queue } from "@/client/choices.ts";
import { copyText } from "@/client/copy.ts";
import { formatCount } from "@/words/amounts.ts";
import { useDismiss } from "@/client/layer.ts";
import type { Issues } from "@/client/submit_form.ts";
import { Icon } from "../Icon.tsx";
import { SaveBundle } from "./SaveBundle.tsx";

/** The foot of the form: what is wrong, and where it is; what can be done with it. */
export function SubmitFoot({ issues, request, show, waiting, busy }: {
  issues: Issues;
  request: SubmitRequest;
  /** Leads to the field with this id. */
  show: (id: string) => void;
  /** Whether the queue's parameters are not known yet. */
  waiting: boolean;
  busy: boolean;
}): JSX.Element {
  const [saving, setSaving] = useState(false);
  return (
    <footer class="submit-foot">
      {issues.size > 0
        ? <IssueList issues={issues} show={show} />
        : <span class="muted cut">Goes to the queue “{queue.value?.name}”</span>}
      <span class="grow" />
      {waiting && <span class="muted cut">Waiting for the queue's parameters…</span>}
      <CopyAs request={request} />
      <button type="button" class="button" onClick={() => setSaving(true)}>Save as bundle…</button>
      <button
        type="submit"
        class="button primary"
        disabled={busy || waiting}
        aria-disabled={issues.size > 0}
      >
        {busy ? "Submitting…" : "Submit"}
      </button>
      {saving && <SaveBundle request={request} close={() => setSaving(false)} />}
    </footer>
  );
}

/** How many fields need attention; opens to a list that leads to each. */
function IssueList({ issues, show }: { issues: Issues; show: (id: string) => void }): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  return (
    <div class="picker foot-menu" ref={root}>
      <button
        type="button"
        class="picker-button bad-text"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="warning" small />
        {formatCount(issues.size, "field needs", "fields need")} attention
        <Icon name="chevron" small />
      </button>
      {open && (
        <ul class="picker-panel issue-list" aria-label="What is wrong">
          {[...issues].map(([id, { label, text }]) => (
            <li key={id}>
              <button
                type="button"
                class="stacked-button"
                onClick={() => {
                  setOpen(false);
                  show(id);
                }}
              >
                <span>{label}</span>
                <small class="bad-text">{text}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const FORMS = [
  { id: "cli", label: "Command line" },
  { id: "typescript", label: "TypeScript" },
  { id: "json", label: "JSON of CreateJob" },
] as const;

/** The same submission for a terminal, a script, or another client of AWS. */
function CopyAs({ request }: { request: SubmitRequest }): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  const copy = ({ id, label }: typeof FORMS[number]) => {
    setOpen(false);
    const path = `${queuePath(request.farmId, request.queueId)}/equivalents`;
    act<{ data: SubmitEquivalents }>(
      `Write the submission as ${label}`,
      (wire) => send(path, request, wire),
      {
        key: "submit.copy",
        onResult: ({ data }) => copyText(data[id], label),
        onError: ({ message }) => announce(message),
      },
    );
  };
  return (
    <div class="picker foot-menu" ref={root}>
      <button
        type="button"
        class="button"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Copy as <Icon name="chevron" small />
      </button>
      {open && (
        <ul class="picker-panel menu" role="menu" aria-label="Copy as">
          {FORMS.map((form) => (
            <li key={form.id} role="none">
              <button
                type="button"
                class="stacked-button"
                role="menuitem"
                onClick={() => copy(form)}
              >
                {form.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
