import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { Single } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";

/** Allows a folder of this computer to be browsed, by its path. */
export function AddRoot({ onAdded }: { onAdded: () => void }): JSX.Element {
  const [path, setPath] = useState("");
  const [issue, setIssue] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();
  const allow = () => {
    if (busy || path.trim() === "") return;
    setBusy(true);
    act<Single<string[]>>("Allow a folder", (wire) => send("/api/roots", { path }, wire), {
      target: path,
      onResult: () => {
        setPath("");
        setIssue("");
        onAdded();
      },
      onError: (error) => setIssue([error.message, error.hint].filter(Boolean).join(". ")),
      onSettled: () => setBusy(false),
    });
  };
  // No form of its own: a chooser may be open from within one.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    allow();
  };
  return (
    <div class="add-root">
      <label for={id}>Allow a folder on this computer</label>
      <div>
        <input
          id={id}
          class="field mono"
          placeholder="/path/to/bundles"
          spellcheck={false}
          value={path}
          aria-invalid={issue !== ""}
          aria-describedby={issue ? `${id}-note` : undefined}
          onInput={(event) => setPath(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="button"
          disabled={busy || path.trim() === ""}
          onClick={allow}
        >
          {busy ? "Allowing…" : "Allow"}
        </button>
      </div>
      {issue && <p id={`${id}-note`} class="issue bad-text" role="alert">{issue}</p>}
    </div>
  );
}
