import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { JobFilesKind } from "@/server/contract.ts";
import {
  type FileNode,
  pictureSteps,
  type ShownNodes,
  sumOf,
  treeSteps,
  visibleSteps,
} from "@/client/file_tree.ts";
import { formatBytes, formatCount, formatNumber } from "@/words/amounts.ts";
import type { JobPlace } from "@/client/job_data.ts";
import { type FilesOf, useJobFiles } from "@/client/job_files.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import { useSliced } from "@/client/sliced.ts";
import { useThrottled } from "@/client/throttled.ts";
import { FootBar } from "../FootBar.tsx";
import { Icon } from "../Icon.tsx";
import { SearchField } from "../SearchField.tsx";
import { RelativeTime } from "../RelativeTime.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { type Column, DataTable } from "../tables/DataTable.tsx";
import { FilePreview } from "./FilePreview.tsx";
import { Thumbnails } from "./Thumbnails.tsx";

const NO_NODES: FileNode[] = [];
const NOTHING_SHOWN: ShownNodes = { nodes: [], ids: [] };

const KINDS = [
  { id: "outputs", label: "Output" },
  { id: "inputs", label: "Input" },
] as const;

/** The files of a job: what it was given, what it has made, and a look at each. */
export default function FilesPanel({ place, name, revision, download }: {
  place: JobPlace;
  /** The job's. */
  name: string;
  /** Changes when there may be other outputs. */
  revision: string;
  /** Opens the dialog that downloads. */
  download: (of: FilesOf) => void;
}): JSX.Element {
  const [kind, setKind] = useState<JobFilesKind>("outputs");
  const [view, setView] = useState<"tree" | "pictures">("tree");
  const [search, setSearch] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [rows, setRows] = useState<RowSelection>(NO_ROWS);
  const files = useJobFiles("job.files", place, { kind, name }, kind === "outputs" ? revision : "");
  // Many files come in many parts; the tree is not built anew for each.
  const data = useThrottled(files.state.value.data, 500);
  const trees = useSliced(() => treeSteps(data ?? []), [data], NO_NODES);
  const { nodes: shown, ids } = useSliced(
    () => visibleSteps(trees, closed, search),
    [trees, closed, search],
    NOTHING_SHOWN,
  );
  const pictures = useSliced(() => pictureSteps(trees), [trees], NO_NODES);
  useEffect(() => {
    setClosed(new Set());
    setRows(NO_ROWS);
  }, [kind]);
  const columns = useMemo(() => columnsOf(closed, search !== ""), [closed, search]);
  const at = shown[ids.indexOf(rows.cursor ?? "")];
  const { count, size } = useMemo(() => sumOf(data ?? []), [data]);
  const toggle = (node: FileNode, close = !closed.has(node.id)) => {
    const next = new Set(closed);
    if (close) next.add(node.id);
    else next.delete(node.id);
    setClosed(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!at || at.kind === "file") return;
    if (event.key === "ArrowLeft") toggle(at, true);
    if (event.key === "ArrowRight") toggle(at, false);
  };
  const open = (id: string) => setRows({ ...NO_ROWS, cursor: id });
  return (
    <div class="split files">
      <div class="split-main">
        <div class="files-head">
          <div class="segments" role="group" aria-label="Which files">
            {KINDS.map(({ id, label }) => (
              <button
                key={id}
                type="button"
                class="button"
                aria-pressed={kind === id}
                onClick={() => setKind(id)}
              >
                {label}
              </button>
            ))}
          </div>
          <SearchField
            label="Search files"
            placeholder="Search files…"
            text={search}
            onText={setSearch}
          />
          {pictures.length > 0 && (
            <button
              type="button"
              class="button"
              aria-pressed={view === "pictures"}
              onClick={() => setView(view === "tree" ? "pictures" : "tree")}
            >
              Thumbnails
            </button>
          )}
          <span class="grow" />
          <button
            type="button"
            class="button"
            disabled={count === 0}
            onClick={() => download({ kind, name })}
          >
            <Icon name="download" /> Download {kind === "inputs" ? "input" : "output"}…
          </button>
        </div>
        <div class="page-body" onKeyDown={onKeyDown}>
          <ResourceView
            of={files}
            name={kind === "inputs" ? "List input files" : "List output files"}
            rows={8}
            isEmpty={(groups) => groups.every(({ files }) => files.length === 0)}
            empty={
              <Empty>
                {kind === "inputs"
                  ? "This job was submitted without input files."
                  : "This job has made no files yet. They show here once a task has written them."}
              </Empty>
            }
          >
            {() =>
              view === "pictures" && pictures.length > 0
                ? (
                  <Thumbnails
                    place={place}
                    files={pictures.filter(({ path }) =>
                      path.toLowerCase().includes(search.toLowerCase())
                    )}
                    chosen={at?.id}
                    choose={open}
                  />
                )
                : (
                  <DataTable
                    label={kind === "inputs" ? "Input files" : "Output files"}
                    look="tree-table"
                    columns={columns}
                    total={shown.length}
                    rowAt={(index) => shown[index]}
                    ids={ids}
                    idOf={({ id }) => id}
                    nameOf={({ name }) => name}
                    rows={rows}
                    onRows={setRows}
                    openOnClick
                    onOpen={(node) => node.kind === "file" ? open(node.id) : toggle(node)}
                  />
                )}
          </ResourceView>
        </div>
        <FootBar of={files}>
          <span>{`${formatCount(count, "file")}, ${formatBytes(size)}`}</span>
        </FootBar>
      </div>
      {at?.kind === "file" && <FilePreview key={at.id} place={place} file={at} />}
    </div>
  );
}

/** Deeper than this nothing moves further to the right. */
const DEEPEST = 12;

function columnsOf(closed: ReadonlySet<string>, searching: boolean): readonly Column<FileNode>[] {
  return [
    {
      id: "name",
      label: "Name",
      render: (node) => (
        <span class={`file-name depth-${Math.min(node.depth, DEEPEST)}`} title={node.path}>
          {node.kind === "file"
            ? <span class="no-twist" />
            : (
              <span class={closed.has(node.id) && !searching ? "twist" : "twist open"}>
                <Icon name="right" small />
                <span class="hidden-name">
                  {closed.has(node.id) && !searching ? "Closed folder" : "Open folder"}
                </span>
              </span>
            )}
          <Icon name={node.kind === "file" ? "file" : "folder"} />
          <span class={node.kind === "root" ? "cut mono" : "cut"}>{node.name}</span>
        </span>
      ),
    },
    {
      id: "files",
      label: "Files",
      number: true,
      muted: true,
      render: ({ kind, files }) => kind === "file" ? "" : formatNumber(files),
    },
    {
      id: "size",
      label: "Size",
      number: true,
      muted: true,
      render: ({ size }) => formatBytes(size),
    },
    {
      id: "modified",
      label: "Changed",
      muted: true,
      render: ({ modified }) => <RelativeTime at={new Date(modified).toISOString()} />,
    },
  ];
}
