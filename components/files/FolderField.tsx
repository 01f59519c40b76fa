import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../Icon.tsx";
import { FileChooser } from "./FileChooser.tsx";

/** A folder of this computer: written, or chosen from those that were allowed. */
export function FolderField(
  { folder, onFolder }: { folder: string; onFolder: (folder: string) => void },
): JSX.Element {
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <div class="field-line">
        <input
          class="field mono"
          aria-label="Folder"
          placeholder="A folder below an allowed one"
          spellcheck={false}
          value={folder}
          onInput={(event) => onFolder(event.currentTarget.value)}
        />
        <button type="button" class="button" onClick={() => setChoosing(true)}>
          <Icon name="folder" /> Browse…
        </button>
      </div>
      {choosing && (
        <FileChooser
          title="Choose a folder"
          pick="folder"
          start={folder || undefined}
          choose={([path]) => onFolder(path)}
          close={() => setChoosing(false)}
        />
      )}
    </>
  );
}
