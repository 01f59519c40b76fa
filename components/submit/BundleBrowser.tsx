import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BundleEntry, BundleListing } from "@/server/contract.ts";
import { loadOne, queryOf } from "@/client/api.ts";
import { useResource } from "@/client/resource.ts";
import { AddRoot } from "../files/AddRoot.tsx";
import { SearchField } from "../SearchField.tsx";
import { Icon } from "../Icon.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { Tabs } from "../Tabs.tsx";
import { DropBundle } from "./DropBundle.tsx";
import { SharedBundles } from "./SharedBundles.tsx";

const SOURCES = [
  { id: "samples", label: "Samples" },
  { id: "folder", label: "Folders" },
  { id: "recent", label: "Recent" },
  { id: "shared", label: "Shared" },
] as const;

/** Where bundles come from. */
export type BundleSource = typeof SOURCES[number]["id"];

/** What {@linkcode BundleBrowser} takes. */
export interface BundleBrowserProps {
  place: { farmId: string; queueId: string } | undefined;
  source: BundleSource;
  folder: string;
  chosen: string;
  browse: (source: BundleSource, folder: string) => void;
  choose: (path: string) => void;
}

/**
 * Bundles to choose from: the samples, folders that the person allowed, lately submitted ones, and
 * those that are shared on the queue.
 */
export function BundleBrowser(props: BundleBrowserProps): JSX.Element {
  const { place, source, chosen, browse, choose } = props;
  const [filter, setFilter] = useState("");
  return (
    <aside class="bundles" aria-label="Job bundles">
      <Tabs
        label="Where bundles come from"
        tabs={SOURCES}
        chosen={source}
        choose={(id) => browse(id, "")}
      />
      <div class="bundle-filter">
        <SearchField
          label="Filter bundles"
          placeholder="Filter…"
          text={filter}
          onText={setFilter}
        />
      </div>
      {source === "shared"
        ? <SharedBundles place={place} filter={filter} chosen={chosen} choose={choose} />
        : <Listed {...props} source={source} filter={filter} />}
      <DropBundle choose={choose} />
    </aside>
  );
}

function Listed(props: BundleBrowserProps & { source: BundleListing["source"]; filter: string }) {
  const { source, folder } = props;
  const listing = useResource<BundleListing>("submit.bundles", {
    name: "List job bundles",
    of: `${source} ${folder}`,
    load: loadOne(`/api/bundles${queryOf({ source, path: folder })}`),
  });
  return (
    <>
      <div class="page-body">
        <ResourceView
          of={listing}
          name="List job bundles"
          rows={6}
          isEmpty={({ entries }) => entries.length === 0 && source !== "folder"}
          empty={
            <Empty>
              {source === "recent"
                ? "What you submit is listed here."
                : "There are no samples in this installation."}
            </Empty>
          }
        >
          {(list) => <Entries {...props} list={list} />}
        </ResourceView>
      </div>
      {source === "folder" && folder === "" && <AddRoot onAdded={() => listing.reload()} />}
    </>
  );
}

function Entries(
  { list, source, folder, filter, chosen, browse, choose }: BundleBrowserProps & {
    list: BundleListing;
    filter: string;
  },
): JSX.Element {
  const words = filter.toLowerCase();
  const shown = list.entries.filter(({ name, jobName = "", description = "" }) =>
    `${name} ${jobName} ${description}`.toLowerCase().includes(words)
  );
  const first = shown.findIndex(({ isHistory }) => isHistory);
  return (
    <ul class="bundle-list">
      {folder !== "" && (
        <li>
          <button type="button" onClick={() => browse(source, list.parent ?? "")}>
            <Icon name="up" />
            <span class="cut">Up from {list.path}</span>
          </button>
        </li>
      )}
      {shown.length === 0 && (
        <li class="muted bundle-note">
          {list.entries.length > 0
            ? `Nothing matches “${filter}”.`
            : folder === ""
            ? "Allow a folder below, and the bundles in it are listed here."
            : "Nothing to submit in this folder."}
        </li>
      )}
      {shown.map((entry, index) => (
        <>
          {index === first && <li key="history" class="bundle-group">Job history</li>}
          <Entry
            key={entry.path}
            of={entry}
            chosen={entry.path === chosen}
            open={() => entry.kind === "folder" ? browse("folder", entry.path) : choose(entry.path)}
          />
        </>
      ))}
    </ul>
  );
}

/** The day and the number within it, at the beginning of the name of a folder of the history. */
const HISTORY_DATE = "2026-01-30-01".length;

function Entry(
  { of, chosen, open }: { of: BundleEntry; chosen: boolean; open: () => void },
): JSX.Element {
  const { path, name, jobName, kind, description, isHistory } = of;
  return (
    <li>
      <button
        type="button"
        aria-pressed={kind === "bundle" ? chosen : undefined}
        title={path}
        onClick={open}
      >
        <Icon name={kind} />
        <span class="cut">{isHistory ? jobName ?? name : name}</span>
        {isHistory
          ? <small class="muted">{name.slice(0, HISTORY_DATE)}</small>
          : description && <small class="muted">{description}</small>}
      </button>
    </li>
  );
}
