import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type FileNode, isPicture } from "@/client/file_tree.ts";
import { formatExact } from "@/client/format.ts";
import { formatBytes } from "@/words/amounts.ts";
import type { JobPlace } from "@/client/job_data.ts";
import { fileUrl } from "@/client/job_files.ts";
import { scope } from "@/client/scope.ts";
import { tellFacts } from "@/client/task_facts.ts";
import { CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";
import { Skeleton } from "../States.tsx";

/** A larger picture is shown only when somebody asks for it. */
const LARGEST_PICTURE = 64 * 2 ** 20;
/** How much of a text is shown. */
const TEXT_BYTES = 256 * 1024;

/** One file: what it is, a look at it, and the way to save it. */
export function FilePreview({ place, file }: { place: JobPlace; file: FileNode }): JSX.Element {
  return (
    <aside class="split-side file-preview" aria-label={`Preview of ${file.name}`}>
      <h3 class="cut" title={file.path}>{file.name}</h3>
      <Look place={place} file={file} />
      <dl class="facts">
        <dt>Size</dt>
        <dd>{formatBytes(file.size)}</dd>
        <dt>Changed</dt>
        <dd>{formatExact(file.modified)}</dd>
        <dt>Path</dt>
        <dd class="path">
          {file.path} <CopyButton text={file.path} what="path" />
        </dd>
      </dl>
      <a class="button" href={fileUrl(place, file, true)} download={file.name}>
        <Icon name="download" /> Save this file
      </a>
    </aside>
  );
}

function Look({ place, file }: { place: JobPlace; file: FileNode }): JSX.Element {
  const [asked, setAsked] = useState(file.size <= LARGEST_PICTURE);
  const [broken, setBroken] = useState(false);
  if (!isPicture(file)) return <TextLook place={place} file={file} />;
  if (!asked) {
    return (
      <p class="look-note">
        <button type="button" class="button" onClick={() => setAsked(true)}>
          Show this picture of {formatBytes(file.size)}
        </button>
      </p>
    );
  }
  if (broken) return <p class="look-note muted">This picture cannot be drawn.</p>;
  return (
    <img
      class="look-picture"
      src={fileUrl(place, file)}
      alt={file.name}
      decoding="async"
      onError={() => setBroken(true)}
    />
  );
}

/** The beginning of a text; of anything else only that there is nothing to see. */
function TextLook({ place, file }: { place: JobPlace; file: FileNode }): JSX.Element {
  const [text, setText] = useState<string>();
  const [note, setNote] = useState("");
  useEffect(() => {
    if (file.size === 0) return setNote("This file is empty.");
    let shown = true;
    const look = () => {
      const task = scope.start(
        "Look at a file",
        ({ signal }) => beginningOf(fileUrl(place, file), signal),
        {
          key: "job.preview",
          target: file.name,
          onResult: (beginning) =>
            beginning === undefined
              ? setNote("There is no preview of this kind of file.")
              : setText(beginning),
          onError: ({ message }) => setNote(message),
        },
      );
      tellFacts(task, { reload: () => void (shown && look()) });
    };
    look();
    return () => {
      shown = false;
      scope.cancel("job.preview", "navigated");
    };
  }, [file.id]);
  if (note) return <p class="look-note muted">{note}</p>;
  if (text === undefined) return <Skeleton rows={4} />;
  return (
    <>
      <pre class="text-box" tabIndex={0}>{text}</pre>
      {file.size > TEXT_BYTES && (
        <p class="look-note muted">The first {formatBytes(TEXT_BYTES)} are shown.</p>
      )}
    </>
  );
}

/** The beginning of a file as text; undefined if it is none. */
async function beginningOf(url: string, signal: AbortSignal): Promise<string | undefined> {
  const response = await fetch(url, {
    signal,
    headers: { Range: `bytes=0-${TEXT_BYTES - 1}` },
    credentials: "same-origin",
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The file cannot be read (HTTP ${response.status})`);
  }
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return text.includes("\0") ? undefined : text;
}
