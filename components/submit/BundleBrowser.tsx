import type { JSX } from "preact";
import type { BundleListing } from "@/server/contract.ts";
import { loadOne, queryOf } from "@/client/api.ts";
import { useResource } from "@/client/resource.ts";
import { AddRoot } from "../files/AddRoot.tsx";
import { Icon } from "../Icon.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { Tabs } from "../Tabs.tsx";

const SOURCES = [
  { id: "samples", label: "Samples" },
  { id: "folder", label: "Folders" },
  { id: "recent", label: "Recent" },
] as const;

/** Where bundles come from. */
export type BundleSource = typeof SOURCES[number]["id"];

/** Bundles to choose from: the samples, folders that the person allowed, and lately submitted ones. */
export function BundleBrowser({ source, folder, chosen, browse, choose }: {
  source: BundleSource;
  folder: string;
  chosen: string;
  browse: (source: BundleSource, folder: string) => void;
  choose: (path: string) => void;
}): JSX.Element {
  const listing = useResource<BundleListing>("submit.bundles", {
    name: "List job bundles",
    of: `${source} ${folder}`,
    load: loadOne(`/api/bundles${queryOf({ source, path: folder })}`),
  });
  return (
    <aside class="bundles" aria-label="Job bundles">
      <Tabs
        label="Where bundles come from"
        tabs={SOURCES}
        chosen={source}
        choose={(id) => browse(id, "")}
      />
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
          {(list) => (
            <Entries
              list={list}
              source={source}
              folder={folder}
              chosen={chosen}
              browse={browse}
              choose={choose}
            />
          )}
        </ResourceView>
      </div>
      {source === "folder" && folder === "" && <AddRoot onAdded={() => listing.reload()} />}
    </aside>
  );
}

function Entries({ list, source, folder, chosen, browse, choose }: {
  list: BundleListing;
  source: BundleSource;
  folder: string;
  chosen: string;
  browse: (source: BundleSource, folder: string) => void;
  choose: (path: string) => void;
}): JSX.Element {
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
      {list.entries.length === 0 && (
        <li class="muted bundle-note">
          {folder === ""
            ? "Allow a folder below, and the bundles in it are listed here."
            : "Nothing to submit in this folder."}
        </li>
      )}
      {list.entries.map(({ path, name, kind, description }) => (
        <li key={path}>
          <button
            type="button"
            aria-pressed={kind === "bundle" ? path === chosen : undefined}
            title={path}
            onClick={() => kind === "folder" ? browse("folder", path) : choose(path)}
          >
            <Icon name={kind} />
            <span class="cut">{name}</span>
            {description && <small class="muted">{description}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
