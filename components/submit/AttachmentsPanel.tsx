import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AssetEntry, AssetListing, SubmitAssets } from "@/server/contract.ts";
import { type AssetRow, assetRows } from "@/client/asset_rows.ts";
import type { Draft } from "@/client/draft.ts";
import { formatBytes, formatCount, formatNumber } from "@/words/amounts.ts";
import type { Resource } from "@/client/resource.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import { FileChooser } from "../files/FileChooser.tsx";
import { Icon } from "../Icon.tsx";
import { type Column, DataTable } from "../tables/DataTable.tsx";

const LISTS = [
  { kind: "inputFile", list: "inputFiles", label: "Input files", pick: "file" },
  { kind: "inputDirectory", list: "inputDirectories", label: "Input directories", pick: "folder" },
  {
    kind: "outputDirectory",
    list: "outputDirectories",
    label: "Output directories",
    pick: "folder",
  },
] as const;

/** The files that are sent along and the folders that come back. */
export function AttachmentsPanel({ draft, listing, change }: {
  draft: Draft;
  listing: Resource<AssetListing>;
  change: (change: Partial<Draft>) => void;
}): JSX.Element {
  const { data, error, waiting } = listing.state.value;
  return (
    <>
      <div class="assets-head">
        <label class="choice-line">
          <input
            type="checkbox"
            checked={draft.requirePathsExist ?? false}
            onChange={(event) => change({ requirePathsExist: event.currentTarget.checked })}
          />
          Require that all input paths exist
        </label>
        <span class="grow" />
        <span class="muted number" role="status">
          {error
            ? <span class="bad-text">{error.message}</span>
            : data
            ? `${formatCount(data.files, "file")}, ${formatBytes(data.bytes)}`
            : waiting === "no"
            ? ""
            : "Looking at the files…"}
        </span>
      </div>
      {data && !data.supported && (
        <p class="notice-line">
          This queue has no job attachments: nothing is sent along, and the workers must reach these
          paths by themselves.
        </p>
      )}
      {LISTS.map(({ kind, list, label, pick }) => (
        <AssetList
          key={kind}
          kind={kind}
          label={label}
          pick={pick}
          added={draft.assets[list]}
          entries={data?.entries ?? []}
          onAdded={(paths) => change({ assets: { ...draft.assets, [list]: paths } })}
        />
      ))}
    </>
  );
}

const COLUMNS: readonly Column<AssetRow>[] = [
  {
    id: "path",
    label: "Path",
    render: ({ path, auto, kind, missing, outside }) => (
      <span class={auto ? "file-name auto" : "file-name"} title={path}>
        <Icon name={kind === "inputFile" ? "file" : "folder"} />
        <span
          class={outside || (missing && kind !== "outputDirectory")
            ? "cut mono bad-text"
            : "cut mono"}
        >
          {path}
        </span>
      </span>
    ),
  },
  {
    id: "files",
    label: "Files",
    number: true,
    muted: true,
    render: ({ files, kind }) =>
      kind === "outputDirectory" || files === undefined ? "" : formatNumber(files),
  },
  {
    id: "size",
    label: "Size",
    number: true,
    muted: true,
    render: ({ bytes, kind }) =>
      kind === "outputDirectory" || bytes === undefined ? "" : formatBytes(bytes),
  },
  { id: "note", label: "Note", render: (row) => <AssetNote of={row} /> },
];

function AssetNote({ of }: { of: AssetRow }): JSX.Element {
  if (of.outside) return <span class="bad-text">Not in an allowed folder</span>;
  if (of.missing && of.kind !== "outputDirectory") return <span class="bad-text">Missing</span>;
  return <span class="muted">{of.auto ? "From the bundle" : "Added"}</span>;
}

function AssetList({ kind, label, pick, added, entries, onAdded }: {
  kind: AssetEntry["kind"];
  label: string;
  pick: "file" | "folder";
  added: SubmitAssets["inputFiles"];
  entries: readonly AssetEntry[];
  onAdded: (paths: string[]) => void;
}): JSX.Element {
  const [rows, setRows] = useState<RowSelection>(NO_ROWS);
  const [choosing, setChoosing] = useState(false);
  const shown = assetRows(kind, entries, added);
  const auto = shown.filter((row) => row.auto).length;
  const chosen = shown.filter((row) => rows.selected.has(row.id));
  // What the bundle names can be looked at, and not taken out.
  const removable = chosen.filter((row) => !row.auto);
  const remove = () => {
    const gone = new Set(removable.map(({ path }) => path));
    onAdded(added.filter((path) => !gone.has(path)));
    setRows(NO_ROWS);
  };
  return (
    <section class="assets" aria-label={label}>
      <header>
        <h3>{label}</h3>
        <span class="muted">
          {`${auto} auto, ${shown.length - auto} added, ${chosen.length} selected`}
        </span>
        <span class="grow" />
        <button type="button" class="button" onClick={() => setChoosing(true)}>
          <Icon name="plus" small /> Add…
          <span class="hidden-name">to {label.toLowerCase()}</span>
        </button>
        <button type="button" class="button" disabled={removable.length === 0} onClick={remove}>
          Remove selected
        </button>
      </header>
      {shown.length > 0 && (
        <div class={shown.length > 6 ? "assets-list tall" : "assets-list"}>
          <DataTable
            label={label}
            look="assets-table"
            columns={COLUMNS}
            total={shown.length}
            rowAt={(index) => shown[index]}
            ids={shown.map(({ id }) => id)}
            idOf={({ id }) => id}
            nameOf={({ path }) => path}
            rows={rows}
            onRows={setRows}
            selectable
          />
        </div>
      )}
      {choosing && (
        <FileChooser
          title={`Add ${label.toLowerCase()}`}
          pick={pick}
          multiple
          choose={(paths) => onAdded([...new Set([...added, ...paths])])}
          close={() => setChoosing(false)}
        />
      )}
    </section>
  );
}
