import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ParameterField } from "@/server/contract.ts";
import { folderOfPath, nameOfPath } from "@/client/file_names.ts";
import { FileChooser, type FileChooserProps } from "../files/FileChooser.tsx";

/** What {@linkcode PathInput} takes. */
export interface PathInputProps {
  field: Pick<ParameterField, "label" | "control" | "fileFilters">;
  value: string;
  onValue: (value: string) => void;
  /** What joins it to its label and its note. */
  common: JSX.InputHTMLAttributes<HTMLInputElement>;
}

/** A path: written, or chosen from the folders of this computer that were allowed. */
export function PathInput({ field, value, onValue, common }: PathInputProps): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <div class="field-line">
      <input
        {...common}
        class="field mono"
        type="text"
        spellcheck={false}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <button
        type="button"
        class="button"
        aria-label={`Browse for ${field.label}`}
        onClick={() => setOpen(true)}
      >
        Browse…
      </button>
      {open && (
        <FileChooser
          title={`Choose ${field.label}`}
          pick={pickOf(field.control)}
          filters={field.fileFilters}
          start={startOf(field.control, value)}
          choose={([path]) => onValue(path)}
          close={() => setOpen(false)}
        />
      )}
    </div>
  );
}

/** What a control of paths lets people choose. */
export function pickOf(control: ParameterField["control"]): FileChooserProps["pick"] {
  if (control.startsWith("CHOOSE_DIRECTORY")) return "folder";
  return control.startsWith("CHOOSE_OUTPUT_FILE") ? "new file" : "file";
}

/** The folder to begin in: that of the value, where it is a whole path. */
function startOf(control: ParameterField["control"], value: string): string | undefined {
  const isWhole = /^(\/|[A-Za-z]:[\\/])/.test(value);
  if (!isWhole) return undefined;
  return pickOf(control) === "folder" || nameOfPath(value) === "" ? value : folderOfPath(value);
}
