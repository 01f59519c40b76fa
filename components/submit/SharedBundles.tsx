import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SharedBundle, Single } from "@/server/contract.ts";
import type { TaskError } from "@deadline/client/task";
import { act, send } from "@/client/act.ts";
import { loadOne, queryOf, queuePath } from "@/client/api.ts";
import { formatBytes } from "@/words/amounts.ts";
import { cancelOperation, startOperation, useOperations } from "@/client/operations.ts";
import { useResource } from "@/client/resource.ts";
import { lineage } from "@/client/selection.ts";
import { Icon } from "../Icon.tsx";
import { OperationBars } from "../OperationBars.tsx";
import { OperationQuestion } from "../OperationQuestion.tsx";
import { WorkBar } from "../ProgressBar.tsx";
import { RelativeTime } from "../RelativeTime.tsx";
import { Empty, ResourceView } from "../States.tsx";

interface Place {
  farmId: string;
  queueId: string;
}

/** The bundles that are shared on the queue; choosing one brings it to this computer first. */
export function SharedBundles({ place, filter, chosen, choose }: {
  place: Place | undefined;
  filter: string;
  chosen: string;
  choose: (path: string) => void;
}): JSX.Element {
  const [folder, setFolder] = useState("");
  const [withHidden, setWithHidden] = useState(false);
  const [fetching, setFetching] = useState<string>();
  const [error, setError] = useState<TaskError>();
  const operations = useOperations();
  const base = place && `${queuePath(place.farmId, place.queueId)}/bundles`;
  const listing = useResource<SharedBundle[]>(
    "submit.shared",
    base
      ? {
        name: "List shared bundles",
        of: `${base} ${folder}`,
        lineage: lineage(),
        load: loadOne(base + queryOf({ folder })),
      }
      : undefined,
  );
  const operation = operations.find(({ id }) => id === fetching);
  useEffect(() => {
    if (!operation || operation.status === "running") return;
    setFetching(undefined);
    if (operation.status === "succeeded") choose(operation.result!.path!);
  }, [operation?.status]);
  if (!place) return <Empty>Choose a queue to see the bundles that are shared on it.</Empty>;
  const open = ({ name, title, isFolder }: SharedBundle) => {
    if (isFolder) return setFolder(name);
    setError(undefined);
    startOperation(
      "fetch-bundle",
      { ...place, name },
      { name: `Fetching the bundle ${title}`, kind: "bundle" },
      { key: "submit.fetch", target: title, onResult: setFetching, onError: setError },
    );
  };
  const hide = ({ name, title, hidden }: SharedBundle) =>
    act<Single<unknown>>(
      hidden ? "Show the bundle" : "Hide the bundle",
      (wire) => send(`${base}/hide`, { name, hidden: !hidden }, wire),
      { target: title, onResult: () => listing.reload(), onError: setError },
    );
  const words = filter.toLowerCase();
  const matches = (one: SharedBundle) =>
    one.title.toLowerCase().includes(words) && (withHidden || !one.hidden);
  const failed = error ?? operation?.problem;
  return (
    <>
      <div class="page-body">
        <ResourceView
          of={listing}
          name="List shared bundles"
          rows={6}
          isEmpty={(list) => list.length === 0 && folder === ""}
          empty={
            <Empty>
              Nothing is shared on this queue yet. “Save as bundle…” shares what is in the form.
            </Empty>
          }
        >
          {(list) => (
            <ul class="bundle-list">
              {folder !== "" && (
                <li>
                  <button type="button" onClick={() => setFolder(above(folder))}>
                    <Icon name="up" />
                    <span class="cut">Up from {folder}</span>
                  </button>
                </li>
              )}
              {!list.some(matches) && (
                <li class="muted bundle-note">
                  {filter ? `Nothing matches “${filter}”.` : "All bundles here are hidden."}
                </li>
              )}
              {list.filter(matches).map((one) => (
                <li key={one.name} class={one.hidden ? "shared hidden-bundle" : "shared"}>
                  <button
                    type="button"
                    aria-pressed={one.isFolder ? undefined : chosen.endsWith(`/${one.title}`)}
                    disabled={fetching !== undefined}
                    onClick={() =>
                      open(one)}
                  >
                    <Icon name={one.isFolder ? "folder" : "bundle"} />
                    <span class="cut">{one.title}</span>
                    {!one.isFolder && (
                      <small class="muted">
                        {one.size !== undefined && `${formatBytes(one.size)} · `}
                        <RelativeTime at={one.modifiedAt} />
                      </small>
                    )}
                  </button>
                  {!one.isFolder && (
                    <button
                      type="button"
                      class="link"
                      onClick={() => hide(one)}
                    >
                      {one.hidden ? "Unhide" : "Hide"}
                      <span class="hidden-name">{one.title}</span>
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </ResourceView>
      </div>
      {operation && (
        <div class="fetching" role="group" aria-label={operation.name}>
          <p class="cut">{operation.name}</p>
          {operation.bars?.length
            ? <OperationBars bars={operation.bars} />
            : <WorkBar fraction={operation.fraction} label={operation.name} />}
          <OperationQuestion of={operation} />
          <button type="button" class="link" onClick={() => cancelOperation(operation.id)}>
            Cancel
          </button>
        </div>
      )}
      {failed && (
        <p class="issue bad-text bundle-note" role="alert">
          {"message" in failed ? failed.message : failed.title}
        </p>
      )}
      <label class="choice-line shared-foot">
        <input
          type="checkbox"
          checked={withHidden}
          onChange={(event) => setWithHidden(event.currentTarget.checked)}
        />
        Show hidden
      </label>
    </>
  );
}

function above(folder: string): string {
  return folder.split("/").slice(0, -1).join("/");
}
