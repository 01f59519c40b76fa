import type { JSX } from "preact";
import type { Draft } from "@/client/draft.ts";
import { type Issues, NUMBER_SETTINGS } from "@/client/submit_form.ts";
import { FormField } from "./FormField.tsx";

/** What every submission has: name, description, priority, state and limits. */
export function SharedSettings({ name, draft, issues, change }: {
  /** The bundle's own name. */
  name: string;
  draft: Draft;
  issues: Issues;
  change: (change: Partial<Draft>) => void;
}): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>Job</legend>
      <FormField id="name" label="Name" required issue={issues.get("name")}>
        <input
          id="name"
          class="field"
          type="text"
          value={draft.name ?? name}
          aria-invalid={issues.has("name")}
          aria-describedby={issues.has("name") ? "name-note" : undefined}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </FormField>
      <FormField id="description" label="Description" issue={issues.get("description")}>
        <textarea
          id="description"
          class="field"
          rows={2}
          value={draft.description ?? ""}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </FormField>
      <div class="form-row">
        {NUMBER_SETTINGS.map(({ id, label, otherwise, min }) => (
          <FormField key={id} id={id} label={label} issue={issues.get(id)}>
            <input
              id={id}
              class="field"
              inputMode="numeric"
              placeholder={otherwise}
              value={draft[id] ?? ""}
              min={min}
              aria-invalid={issues.has(id)}
              aria-describedby={issues.has(id) ? `${id}-note` : undefined}
              onInput={(event) =>
                change({ [id]: event.currentTarget.value.trim() })}
            />
          </FormField>
        ))}
        <FormField id="initial-state" label="Initial state">
          <select
            id="initial-state"
            class="select"
            value={draft.initialState ?? "READY"}
            onChange={(event) =>
              change({ initialState: event.currentTarget.value as "READY" | "SUSPENDED" })}
          >
            <option value="READY">Ready: runs when its turn comes</option>
            <option value="SUSPENDED">Suspended: waits to be resumed</option>
          </select>
        </FormField>
      </div>
    </fieldset>
  );
}
