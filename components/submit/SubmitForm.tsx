import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BundleDetail, OperationState, ParameterField } from "@/server/contract.ts";
import type { TaskError } from "@deadline/client/task";
import { announce } from "@/client/announce.ts";
import { loadOne, queuePath } from "@/client/api.ts";
import { queue } from "@/client/choices.ts";
import { type Draft, dropDraft, keepDraft, readDraft } from "@/client/draft.ts";
import { formatCount } from "@/client/format.ts";
import { startSubmit, useOperations } from "@/client/operations.ts";
import { useResource } from "@/client/resource.ts";
import { lineage } from "@/client/selection.ts";
import { checkForm, requestOf } from "@/client/submit_form.ts";
import { ErrorPanel, ResourceView } from "../States.tsx";
import { BundlePreview } from "./BundlePreview.tsx";
import { ParameterGroups } from "./ParameterGroups.tsx";
import { SharedSettings } from "./SharedSettings.tsx";
import { SubmitProgress } from "./SubmitProgress.tsx";

const WATCHED = "submission";

interface Place {
  farmId: string;
  queueId: string;
}

/** The form of one bundle, its progress once it is sent, and the sticky foot with what is wrong. */
export function SubmitForm({ place, bundle }: { place: Place; bundle: BundleDetail }): JSX.Element {
  const [draft, setDraft] = useState(() => readDraft(bundle.path));
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<TaskError>();
  const [watched, watch] = useWatched();
  const path = `${queuePath(place.farmId, place.queueId)}/parameters`;
  const queueFields = useResource<ParameterField[]>("submit.queue", {
    name: "Read the queue's parameters",
    of: path,
    lineage: lineage(),
    load: loadOne(path),
  });
  const fields = queueFields.state.value.data;
  const issues = checkForm(bundle, fields ?? [], draft);
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(bundle.path, next);
  };
  const onValue = (name: string, value: string) =>
    change({ parameters: { ...draft.parameters, [name]: value } });
  const name = draft.name ?? bundle.name;
  const running = watched?.status === "running";
  const submit = () => {
    const [first] = issues.keys();
    setTried(true);
    if (first) return document.getElementById(first)?.focus();
    if (!fields || sending || running) return;
    setSending(true);
    setError(undefined);
    const request = requestOf(place, bundle, [...fields, ...bundle.parameters], draft);
    startSubmit(request, name, {
      onResult: (id) => {
        watch(id);
        dropDraft(bundle.path);
        announce(`Submitting ${name}`);
      },
      onError: setError,
      onSettled: () => setSending(false),
    });
  };
  return (
    <form
      class="submit-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="page-body submit-scroll">
        <div class="form-columns">
          <div class="form-main">
            <h2 class="bundle-title">{bundle.name}</h2>
            {bundle.description && <p class="muted">{bundle.description}</p>}
            <SharedSettings name={bundle.name} draft={draft} issues={issues} change={change} />
            <ParameterGroups
              title="Parameters"
              fields={bundle.parameters}
              draft={draft}
              issues={issues}
              tried={tried}
              onValue={onValue}
            />
            <ResourceView of={queueFields} name="Read the queue's parameters" rows={2}>
              {(list) => (
                <ParameterGroups
                  title={`Parameters of the queue “${queue.value?.name ?? ""}”`}
                  fields={list}
                  draft={draft}
                  issues={issues}
                  tried={tried}
                  onValue={onValue}
                />
              )}
            </ResourceView>
          </div>
          <BundlePreview bundle={bundle} />
        </div>
      </div>
      {watched && <SubmitProgress of={watched} dismiss={() => watch(undefined)} />}
      {error && <ErrorPanel what="Submitting" error={error} retry={submit} />}
      <footer class="submit-foot">
        <span class="cut">
          {issues.size > 0
            ? (
              <span class="bad-text">
                {formatCount(issues.size, "field needs", "fields need")} attention
              </span>
            )
            : (
              <span class="muted">
                Goes to the queue “{queue.value?.name}”
              </span>
            )}
        </span>
        <span class="grow" />
        {!fields && <span class="muted">Waiting for the queue's parameters…</span>}
        <button
          type="submit"
          class="button primary"
          disabled={sending || running || !fields}
          aria-disabled={issues.size > 0}
        >
          {sending || running ? "Submitting…" : "Submit"}
        </button>
      </footer>
    </form>
  );
}

/** The submission that this tab looks at; known again after a reload. */
function useWatched(): [OperationState | undefined, (id: string | undefined) => void] {
  const [id, setId] = useState<string>();
  const operations = useOperations();
  useEffect(() => setId(sessionStorage.getItem(WATCHED) ?? undefined), []);
  const watch = (next: string | undefined) => {
    setId(next);
    if (next) sessionStorage.setItem(WATCHED, next);
    else sessionStorage.removeItem(WATCHED);
  };
  return [operations.find((one) => one.id === id), watch];
}
