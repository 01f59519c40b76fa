import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatCount } from "@/words/amounts.ts";
import { settingLabel } from "@/client/setting_labels.ts";
import { FileChooser } from "../files/FileChooser.tsx";
import { Icon } from "../Icon.tsx";
import type { SettingControlProps } from "./SettingControl.tsx";

/** Paths, each in a field of its own; they are added by name or chosen, changed and removed. */
export function PathListControl(
  { of, id, shown, isInvalid, change }: SettingControlProps,
): JSX.Element {
  const [next, setNext] = useState("");
  const [choosing, setChoosing] = useState(false);
  const { separator = ":" } = of;
  const label = settingLabel(of.name);
  const paths = shown === "" ? [] : shown.split(separator);
  const set = (all: string[]) => change(all.join(separator));
  const add = (more: string[]) => {
    const fresh = more.map((path) => path.trim()).filter((path) => path && !paths.includes(path));
    if (fresh.length > 0) set([...paths, ...fresh]);
    setNext("");
  };
  // It would come back as two.
  const isSplit = next.includes(separator);
  return (
    <div class="list-control setting-paths" role="group" aria-label={label}>
      {paths.length > 0 && (
        <ol>
          {paths.map((path, index) => (
            <li key={index}>
              <input
                class="field"
                type="text"
                spellcheck={false}
                aria-label={`${label}, path ${index + 1}`}
                value={path}
                onInput={(event) =>
                  set(paths.with(index, event.currentTarget.value.replaceAll(separator, "")))}
              />
              <button
                type="button"
                class="button quiet icon-only"
                title="Remove"
                onClick={() => set(paths.toSpliced(index, 1))}
              >
                <Icon name="close" />
                <span class="hidden-name">{`Remove: ${label}, path ${index + 1}`}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      <div class="field-line">
        <input
          id={id}
          class="field"
          type="text"
          spellcheck={false}
          placeholder="/path/to/a/folder"
          aria-describedby={`${id}-note`}
          aria-invalid={isInvalid || isSplit}
          value={next}
          onInput={(event) => setNext(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || isSplit) return;
            event.preventDefault();
            add([next]);
          }}
        />
        <button
          type="button"
          class="button"
          disabled={next.trim() === "" || isSplit}
          onClick={() => add([next])}
        >
          Add
        </button>
        <button type="button" class="button" onClick={() => setChoosing(true)}>Choose…</button>
      </div>
      <span class={isSplit ? "bad-text" : "muted"} role="status">
        {isSplit
          ? `A path in this list cannot hold “${separator}”`
          : formatCount(paths.filter(Boolean).length, "path")}
      </span>
      {choosing && (
        <FileChooser
          title={`Add to ${label}`}
          pick="folder"
          multiple
          choose={add}
          close={() => setChoosing(false)}
        />
      )}
    </div>
  );
}
