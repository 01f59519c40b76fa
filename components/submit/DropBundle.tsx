import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  checkDropped,
  dragsFiles,
  type DroppedFolder,
  readChosen,
  readDrop,
  sendBundle,
} from "@/client/dropped_bundle.ts";
import { announce } from "@/client/announce.ts";
import { formatCount } from "@/words/amounts.ts";
import { WorkBar } from "../ProgressBar.tsx";

interface Sending {
  name: string;
  files: number;
  total: number;
  cancel: () => void;
}

/** Takes a bundle folder that is dropped anywhere on the page, or chosen with the keyboard. */
export function DropBundle({ choose }: { choose: (path: string) => void }): JSX.Element {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending>();
  const [issue, setIssue] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const take = (folder: DroppedFolder) => {
    const wrong = checkDropped(folder);
    setIssue(wrong ?? "");
    if (wrong) return;
    const { name } = folder;
    const { cancel } = sendBundle(folder, {
      onProgress: (files, total) => setSending((now) => now && { ...now, files, total }),
      onResult: (path) => {
        announce(`${name} is here`);
        choose(path);
      },
      onError: (error) => setIssue([error.message, error.hint].filter(Boolean).join(". ")),
      onSettled: () => setSending(undefined),
    });
    setSending({ name, files: 0, total: folder.files.length, cancel });
  };
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!dragsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // Leaving one element for another inside the page is no leaving.
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const onDrop = (event: DragEvent) => {
      if (!dragsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      readDrop(event.dataTransfer!).then(take, (error) => setIssue(String(error)));
    };
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, []);
  return (
    <div class="drop-bundle">
      {over && <div class="drop-over">Drop a job bundle folder to open it</div>}
      {sending
        ? (
          <>
            <p class="cut" role="status">
              Reading {sending.name}: {sending.files} of {formatCount(sending.total, "file")}
            </p>
            <WorkBar fraction={sending.files / sending.total} label="Reading the bundle" />
            <button type="button" class="link" onClick={sending.cancel}>Cancel</button>
          </>
        )
        : (
          <p class="muted">
            Drop a bundle folder here, or{" "}
            <button type="button" class="link" onClick={() => input.current?.click()}>
              open one…
            </button>
          </p>
        )}
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A bundle folder"
        {...{ webkitdirectory: true }}
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files && files.length > 0) take(readChosen(files));
          event.currentTarget.value = "";
        }}
      />
      {issue && <p class="issue bad-text" role="alert">{issue}</p>}
    </div>
  );
}
