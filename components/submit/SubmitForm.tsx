import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type {
  AssetListing,
  BundleDetail,
  OperationState,
  ParameterField,
  StorageProfile,
} from "@/server/contract.ts";
import type { TaskError } from "@deadline/client/task";
import { announce } from "@/client/announce.ts";
import { loadAnswer, loadOne, queuePath } from "@/client/api.ts";
import { queue } from "@/client/choices.ts";
import { type Draft, dropDraft, isDrafted, keepDraft, readDraft } from "@/client/draft.ts";
import { canRetry, retryOperation, startSubmit, useOperations } from "@/client/operations.ts";
import { useResource } from "@/client/resource.ts";
import { lineage } from "@/client/selection.ts";
import {
  assetsRequestOf,
  checkForm,
  countIssues,
  FORM_TABS,
  type FormTab,
  requestOf,
  sharedFields,
} from "@/client/submit_form.ts";
import { useThrottled } from "@/client/throttled.ts";
import { useTyped } from "@/client/typed.ts";
import { OperationProgress } from "../OperationProgress.tsx";
import { ErrorPanel, ResourceView } from "../States.tsx";
import { Tabs } from "../Tabs.tsx";
import { AttachmentsPanel } from "./AttachmentsPanel.tsx";
import { BundlePreview } from "./BundlePreview.tsx";
import { HostsPanel } from "./HostsPanel.tsx";
import { ParameterGroups } from "./ParameterGroups.tsx";
import { SharedSettings } from "./SharedSettings.tsx";
import { SubmitFoot } from "./SubmitFoot.tsx";

const WATCHED = "submission";
/** Milliseconds between two looks at the files while somebody types. */
const LOOK_EVERY = 500;

interface Place {
  farmId: string;
  queueId: string;
}

/** The form of one bundle, its progress once it is sent, and the sticky foot with what is wrong. */
export function SubmitForm({ place, bundle, tab, choose }: {
  place: Place;
  bundle: BundleDetail;
  tab: FormTab;
  choose: (tab: FormTab) => void;
}): JSX.Element {
  const [draft, setDraft] = useState(() => readDraft(bundle.path));
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<TaskError>();
  const [watched, watch] = useWatched(bundle.path);
  const base = queuePath(place.farmId, place.queueId);
  const queueFields = useResource<ParameterField[]>("submit.queue", {
    name: "Read the queue's parameters",
    of: `${base}/parameters`,
    lineage: lineage(),
    load: loadOne(`${base}/parameters`),
  });
  const profiles = useResource<StorageProfile[]>("submit.profiles", {
    name: "List storage profiles",
    of: `${base}/storage-profiles`,
    lineage: lineage(),
    load: loadOne(`${base}/storage-profiles`),
  });
  const fields = queueFields.state.value.data;
  const shared = sharedFields(fields ?? [], bundle);
  useTyped("submit", isDrafted(draft));
  const issues = checkForm(bundle, fields ?? [], draft);
  const storageProfileId = draft.storageProfileId ??
    profiles.state.value.data?.find(({ isDefault }) => isDefault)?.storageProfileId;
  const request = requestOf(
    place,
    bundle,
    [...shared, ...bundle.parameters],
    storageProfileId ? { ...draft, storageProfileId } : draft,
  );
  // Looked at on every tab, so that the count beside the tab's name is right.
  const wanted = useThrottled(
    JSON.stringify(assetsRequestOf(request, [...shared, ...bundle.parameters])),
    LOOK_EVERY,
  );
  const assets = useResource<AssetListing>("submit.assets", {
    name: "Look at the files",
    of: `${base} ${bundle.path}`,
    lineage: lineage(),
    load: loadAnswer(`${base}/assets`, JSON.parse(wanted)),
  }, wanted);
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(bundle.path, next);
  };
  const onValue = (name: string, value: string) =>
    change({ parameters: { ...draft.parameters, [name]: value } });
  const name = draft.name ?? bundle.name;
  const running = watched?.status === "running";
  const show = (id: string) => {
    const issue = issues.get(id);
    if (!issue) return;
    choose(issue.tab);
    // The field is there once its tab is.
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.focus()));
  };
  const submit = () => {
    const [first] = issues.keys();
    setTried(true);
    if (first) return show(first);
    if (!fields || sending || running) return;
    setSending(true);
    setError(undefined);
    startSubmit(request, name, {
      onResult: (id) => {
        watch(id);
        announce(`Submitting ${name}`);
      },
      onError: setError,
      onSettled: () => setSending(false),
    });
  };
  const groups = { draft, issues, tried, onValue };
  return (
    <form
      class="submit-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="bundle-head">
        <h2 class="bundle-title cut">{bundle.name}</h2>
        {bundle.description && (
          <p class="muted cut" title={bundle.description}>{bundle.description}</p>
        )}
      </div>
      <Tabs
        label="Parts of the submission"
        tabs={FORM_TABS}
        chosen={tab}
        choose={choose}
        issues={countIssues(issues)}
      />
      <div
        class="page-body submit-scroll"
        role="tabpanel"
        aria-label={FORM_TABS.find(({ id }) => id === tab)?.label}
        tabIndex={-1}
      >
        <div class="form-columns">
          <div class={tab === "attachments" ? "form-main whole" : "form-main"}>
            {tab === "shared" && (
              <>
                <SharedSettings
                  bundle={bundle}
                  draft={draft}
                  issues={issues}
                  profiles={profiles.state.value.data ?? []}
                  change={change}
                />
                <ResourceView of={queueFields} name="Read the queue's parameters" rows={2}>
                  {() => (
                    <ParameterGroups
                      title={`Parameters of the queue “${queue.value?.name ?? ""}”`}
                      fields={shared}
                      {...groups}
                    />
                  )}
                </ResourceView>
              </>
            )}
            {tab === "parameters" && (
              <>
                {bundle.parameters.every(({ control }) => control === "HIDDEN") && (
                  <p class="muted form-empty">This bundle has no parameters to fill in.</p>
                )}
                <ParameterGroups title="Parameters" fields={bundle.parameters} {...groups} />
              </>
            )}
            {tab === "attachments" && (
              <AttachmentsPanel draft={draft} listing={assets} change={change} />
            )}
            {tab === "hosts" && (
              <HostsPanel
                hosts={draft.hosts}
                issues={issues}
                change={(hosts) => change({ hosts })}
              />
            )}
          </div>
          {tab !== "attachments" && <BundlePreview bundle={bundle} />}
        </div>
      </div>
      {watched && (
        <OperationProgress
          of={watched}
          dismiss={() => watch(undefined)}
          again={canRetry(watched) ? () => retryOperation(watched, watch) : undefined}
        />
      )}
      {error && <ErrorPanel what="Submitting" error={error} retry={submit} />}
      <SubmitFoot
        issues={issues}
        request={request}
        show={show}
        waiting={!fields}
        busy={sending || running}
      />
    </form>
  );
}

/**
 * The submission that this tab looks at; known again after a reload. What was typed is forgotten once
 * it is a job, and not before: what failed can be mended.
 */
function useWatched(
  path: string,
): [OperationState | undefined, (id: string | undefined) => void] {
  const [id, setId] = useState<string>();
  const operations = useOperations();
  useEffect(() => setId(sessionStorage.getItem(WATCHED) ?? undefined), []);
  const watch = (next: string | undefined) => {
    setId(next);
    if (next) sessionStorage.setItem(WATCHED, next);
    else sessionStorage.removeItem(WATCHED);
  };
  const watched = operations.find((one) => one.id === id);
  useEffect(() => {
    if (watched?.status === "succeeded") dropDraft(path);
  }, [watched?.status]);
  return [watched, watch];
}
