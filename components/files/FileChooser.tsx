import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { FileEntry, FileListing, Single } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { loadOne, queryOf } from "@/client/api.ts";
import { fitsPatterns, joinPath } from "@/client/file_names.ts";
import { formatBytes, formatCount } from "@/words/amounts.ts";
import { useResource } from "@/client/resource.ts";
import { NO_ROWS, type RowSelection, toggleRow } from "@/client/row_selection.ts";
import { Dialog } from "../Dialog.tsx";
import { Icon } from "../Icon.tsx";
import { SearchField } from "../SearchField.tsx";
import { RelativeTime } from "../RelativeTime.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { type Column, DataTable } from "../tables/DataTable.tsx";
import { AddRoot } from "./AddRoot.tsx";

/** What {@linkcode FileChooser} takes. */
export interface FileChooserProps {
  title: string;
  /** `new file` also takes a name that is not there yet. */
  pick: "file" | "folder" | "new file";
  /** Whether several may be chosen. */
  multiple?: boolean;
  /** Which files are offered, the first kind at once. */
  filters?: readonly { label: string; patterns: string[] }[] | undefined;
  /** The folder to begin in; else the one that was looked into last. */
  start?: string | undefined;
  choose: (paths: string[]) => void;
  close: () => void;
}

const LAST = "chooser folder";
const ALL = { label: "All files", patterns: ["*"] };

const COLUMNS: readonly Column<FileEntry>[] = [
  {
    id: "name",
    label: "Name",
    render: ({ name, kind }) => (
      <span class="file-name">
        <Icon name={kind} />
        <span class="cut">{name}</span>
      </span>
    ),
  },
  {
    id: "size",
    label: "Size",
    number: true,
    muted: true,
    render: ({ size }) => size === undefined ? "" : formatBytes(size),
  },
  {
    id: "modified",
    label: "Changed",
    muted: true,
    render: ({ modifiedAt }) => <RelativeTime at={modifiedAt} />,
  },
];

/** A dialog that chooses files or folders of this computer, below the folders that were allowed. */
export function FileChooser(props: FileChooserProps): JSX.Element {
  const { title, pick, multiple = false, filters = [], start, choose, close } = props;
  const [folder, setFolder] = useState(() => start || sessionStorage.getItem(LAST) || "");
  const [rows, setRows] = useState<RowSelection>(NO_ROWS);
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [kind, setKind] = useState(0);
  const listing = useResource<FileListing>("files.list", {
    name: "List files",
    of: folder,
    load: loadOne(`/api/files${queryOf({ path: folder })}`),
  });
  const kinds = filters.some(({ patterns }) => patterns.includes("*"))
    ? filters
    : [...filters, ALL];
  const { data } = listing.state.value;
  const shown = useMemo(
    () =>
      (data?.entries ?? []).filter((entry) =>
        entry.name.toLowerCase().includes(text.toLowerCase()) &&
        (entry.kind === "folder" || pick !== "folder" &&
            fitsPatterns(entry.name, (kinds[kind] ?? ALL).patterns))
      ),
    [data, text, kind],
  );
  const idBy = useMemo(
    () => new Map(shown.map((entry, index) => [entry, `file-${index}`])),
    [shown],
  );
  const ids = useMemo(() => [...idBy.values()], [idBy]);
  const browse = (path: string) => {
    setFolder(path);
    setRows(NO_ROWS);
    setText("");
    sessionStorage.setItem(LAST, path);
  };
  const entryOf = (id: string | undefined) => shown[ids.indexOf(id ?? "")];
  const open = (entry: FileEntry) => {
    const id = idBy.get(entry)!;
    if (entry.kind === "folder") browse(entry.path);
    else if (multiple) setRows(toggleRow(rows, id));
    else {
      setRows({ ...NO_ROWS, cursor: id });
      setName(entry.name);
    }
  };
  const chosen = (): string[] => {
    if (multiple) {
      return [...rows.selected].map(entryOf).filter((one) =>
        one?.kind === (pick === "folder" ? "folder" : "file")
      ).map((one) => one!.path);
    }
    if (pick === "folder") return folder === "" ? [] : [folder];
    if (name.trim() === "" || folder === "") return [];
    if (pick === "new file") return [joinPath(folder, name.trim())];
    const entry = shown.find((one) => one.name === name && one.kind === "file");
    return entry ? [entry.path] : [];
  };
  const paths = chosen();
  // A folder itself can be chosen from within, too.
  const whole = multiple && pick === "folder" && paths.length === 0 && folder !== "";
  const result = whole ? [folder] : paths;
  const verb = multiple && !whole && paths.length > 0
    ? `Add ${formatCount(paths.length, pick)}`
    : pick === "folder"
    ? "Choose this folder"
    : "Choose";
  const done = () => {
    if (result.length === 0) return;
    choose(result);
    close();
  };
  return (
    <Dialog
      title={title}
      kind="wide"
      onClose={close}
      actions={
        <>
          {pick !== "file" && folder !== "" && <NewFolder of={folder} onMade={browse} />}
          <span class="grow" />
          <button type="button" class="button" onClick={close}>Cancel</button>
          <button
            type="button"
            class="button primary"
            disabled={result.length === 0}
            onClick={done}
          >
            {verb}
          </button>
        </>
      }
    >
      <div class="chooser">
        <div class="chooser-head">
          <button
            type="button"
            class="button icon-only"
            title="Up"
            disabled={folder === ""}
            onClick={() => browse(data?.parent ?? "")}
          >
            <Icon name="up" />
            <span class="hidden-name">Up</span>
          </button>
          <span class="mono cut grow" title={folder}>{folder || "Allowed folders"}</span>
          <SearchField
            label="Filter by name"
            placeholder="Filter…"
            text={text}
            onText={setText}
          />
        </div>
        <div class="chooser-list">
          <ResourceView
            of={listing}
            name="List files"
            rows={8}
            isEmpty={({ entries }) => entries.length === 0}
            empty={
              <Empty>
                {folder === ""
                  ? "Allow a folder below, and what is in it is listed here."
                  : "This folder is empty."}
              </Empty>
            }
          >
            {() => (
              <DataTable
                label="Files"
                look="files-table"
                columns={COLUMNS}
                total={shown.length}
                rowAt={(index) => shown[index]}
                ids={ids}
                idOf={(entry) => idBy.get(entry)!}
                nameOf={(entry) => entry.name}
                rows={rows}
                onRows={setRows}
                selectable={multiple}
                openOnClick
                onOpen={open}
              />
            )}
          </ResourceView>
        </div>
        {data?.total && (
          <p class="muted">
            The first {formatCount(data.entries.length, "entry", "entries")} of {data.total}{" "}
            are listed.
          </p>
        )}
        {folder === "" && <AddRoot onAdded={() => listing.reload()} />}
        {pick !== "folder" && !multiple && folder !== "" && (
          <label class="chooser-name">
            <span>File name</span>
            <input
              class="field"
              spellcheck={false}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && done()}
            />
          </label>
        )}
        {pick !== "folder" && filters.length > 0 && (
          <label class="chooser-name">
            <span>Kind</span>
            <select
              class="select"
              value={kind}
              onChange={(event) => setKind(Number(event.currentTarget.value))}
            >
              {kinds.map(({ label, patterns }, index) => (
                <option key={label} value={index}>{`${label} (${patterns.join(", ")})`}</option>
              ))}
            </select>
          </label>
        )}
      </div>
    </Dialog>
  );
}

/** A button that becomes a field for the name of a new folder. */
function NewFolder(
  { of, onMade }: { of: string; onMade: (path: string) => void },
): JSX.Element {
  const [name, setName] = useState<string>();
  const [issue, setIssue] = useState("");
  if (name === undefined) {
    return <button type="button" class="button" onClick={() => setName("")}>New folder…</button>;
  }
  const make = () => {
    if (name.trim() === "") return setName(undefined);
    const path = joinPath(of, name.trim());
    act<Single<FileEntry>>("Make a folder", (wire) => send("/api/files/folder", { path }, wire), {
      target: path,
      onResult: ({ data }) => {
        setName(undefined);
        onMade(data.path);
      },
      onError: ({ message }) => setIssue(message),
    });
  };
  return (
    <span class="new-folder">
      <input
        class="field"
        aria-label="Name of the new folder"
        placeholder="Name"
        ref={(input) => void (name === "" && input?.focus())}
        value={name}
        aria-invalid={issue !== ""}
        title={issue || undefined}
        onInput={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && make()}
      />
      <button type="button" class="button" onClick={make}>Make</button>
      {issue && <span class="bad-text cut" role="alert">{issue}</span>}
    </span>
  );
}
