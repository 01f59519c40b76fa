import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Single, SubmitRequest } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { announce } from "@/client/announce.ts";
import { joinPath, nameOfPath } from "@/client/file_names.ts";
import { Dialog } from "../Dialog.tsx";
import { FolderField } from "../files/FolderField.tsx";
import { RadioLines } from "../RadioLines.tsx";
import { FormField } from "./FormField.tsx";

const PLACES = [
  { id: "folder", text: "In a folder of this computer" },
  { id: "queue", text: "On the queue, for everybody who uses it" },
] as const;

/** Saves what is in the form as a bundle of its own, in a folder or on the queue. */
export function SaveBundle(
  { request, close }: { request: SubmitRequest; close: () => void },
): JSX.Element {
  const [where, setWhere] = useState<typeof PLACES[number]["id"]>("folder");
  const [name, setName] = useState(request.name ?? nameOfPath(request.bundle));
  const [folder, setFolder] = useState("");
  const [issue, setIssue] = useState("");
  const [busy, setBusy] = useState(false);
  const ready = name.trim() !== "" && (where === "queue" || folder !== "");
  const save = () => {
    if (!ready || busy) return;
    setBusy(true);
    setIssue("");
    const body = where === "folder"
      ? { request, path: joinPath(folder, name.trim()) }
      : { request, share: name.trim() };
    const path = where === "folder" ? "/api/bundle/save" : "/api/operations/share-bundle";
    act<Single<unknown>>("Save the bundle", (wire) => send(path, body, wire), {
      target: name,
      onResult: () => {
        announce(where === "folder" ? `Saved ${name}` : `Sending ${name} to the queue`);
        close();
      },
      onError: (error) => setIssue([error.message, error.hint].filter(Boolean).join(". ")),
      onSettled: () => setBusy(false),
    });
  };
  return (
    <Dialog
      title="Save as bundle"
      onClose={close}
      actions={
        <>
          <button type="button" class="button" onClick={close}>Cancel</button>
          <button type="button" class="button primary" disabled={!ready || busy} onClick={save}>
            {busy ? "Saving…" : "Save"}
          </button>
        </>
      }
    >
      <div class="field-stack">
        <FormField id="save-name" label="Name" required>
          <input
            id="save-name"
            class="field"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </FormField>
        <RadioLines label="Where" lines={PLACES} chosen={where} choose={setWhere} />
        {where === "folder" && <FolderField folder={folder} onFolder={setFolder} />}
        {issue && <p class="issue bad-text" role="alert">{issue}</p>}
      </div>
    </Dialog>
  );
}
