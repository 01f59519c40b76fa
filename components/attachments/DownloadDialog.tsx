import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { announce } from "@/client/announce.ts";
import { sumOf } from "@/client/file_tree.ts";
import { formatBytes, formatCount } from "@/words/amounts.ts";
import type { JobPlace } from "@/client/job_data.ts";
import { type FilesOf, startDownload, useJobFiles, zipUrl } from "@/client/job_files.ts";
import { Dialog } from "../Dialog.tsx";
import { FolderField } from "../files/FolderField.tsx";
import { RadioLines } from "../RadioLines.tsx";
import { ResourceView } from "../States.tsx";

const LAST = "download folder";

const PLACES = [
  { id: "folder", text: "To a folder of this computer" },
  { id: "zip", text: "As a zip file, through the browser" },
] as const;

/** Where the files of a job go: to a folder of this computer, or through the browser as a zip file. */
export default function DownloadDialog({ place, of, close }: {
  place: JobPlace;
  of: FilesOf;
  close: () => void;
}): JSX.Element {
  const [where, setWhere] = useState<typeof PLACES[number]["id"]>("folder");
  const [folder, setFolder] = useState(() => localStorage.getItem(LAST) ?? "");
  const [patterns, setPatterns] = useState("");
  const [issue, setIssue] = useState("");
  const [busy, setBusy] = useState(false);
  const files = useJobFiles("job.download", place, of);
  const groups = files.state.value.data;
  const isKnown = files.state.value.meta !== undefined;
  const { count, size } = useMemo(() => sumOf(groups ?? []), [groups]);
  const include = patterns.split(",").map((one) => one.trim()).filter((one) => one !== "");
  const start = () => {
    if (folder === "" || busy || count === 0) return;
    setBusy(true);
    setIssue("");
    localStorage.setItem(LAST, folder);
    startDownload(place, of, { folder, include }, {
      onResult: () => {
        announce(`Downloading to ${folder}`);
        close();
      },
      onError: (error) => setIssue([error.message, error.hint].filter(Boolean).join(". ")),
      onSettled: () => setBusy(false),
    });
  };
  return (
    <Dialog
      title={`Download ${of.kind === "inputs" ? "input" : "output"} of ${of.name}`}
      onClose={close}
      actions={
        <>
          <button type="button" class="button" onClick={close}>Cancel</button>
          {where === "zip" && count > 0
            ? (
              <a
                class="button primary"
                href={zipUrl(place, of, include)}
                download
                onClick={close}
              >
                Download zip file
              </a>
            )
            : (
              <button
                type="button"
                class="button primary"
                disabled={folder === "" || busy || count === 0}
                onClick={start}
              >
                {busy ? "Starting…" : "Download"}
              </button>
            )}
        </>
      }
    >
      <div class="field-stack">
        <ResourceView of={files} name="List files" rows={1}>
          {() => (
            <p role="status">
              {count > 0
                ? `${formatCount(count, "file")}, ${formatBytes(size)}`
                : isKnown
                ? "There is nothing to download: no files have been written yet."
                : "Looking for files…"}
            </p>
          )}
        </ResourceView>
        <RadioLines label="Where to" lines={PLACES} chosen={where} choose={setWhere} />
        {where === "folder" && <FolderField folder={folder} onFolder={setFolder} />}
        <label class="form-field">
          <span>Only files like</span>
          <input
            class="field mono"
            placeholder="All files; for example *.exr, *.png"
            spellcheck={false}
            value={patterns}
            onInput={(event) => setPatterns(event.currentTarget.value)}
          />
        </label>
        {where === "folder" && (
          <p class="help">
            Files that are there already are not fetched again. If others are in the way, you are
            asked.
          </p>
        )}
        {issue && <p class="issue bad-text" role="alert">{issue}</p>}
      </div>
    </Dialog>
  );
}
