import type { JSX } from "preact";
import type { BundleDetail, StorageProfile } from "@/server/contract.ts";
import type { Draft } from "@/client/draft.ts";
import { type Issues, NUMBER_SETTINGS } from "@/client/submit_form.ts";
import { FormField } from "./FormField.tsx";

/** What every submission has: name, description, priority, state and limits. */
export function SharedSettings({ bundle, draft, issues, profiles, change }: {
  bundle: BundleDetail;
  draft: Draft;
  issues: Issues;
  /** The storage profiles to choose from; the choice is hidden when there are none. */
  profiles: readonly StorageProfile[];
  change: (change: Partial<Draft>) => void;
}): JSX.Element {
  const issue = (id: string) => issues.get(id)?.text;
  const common = (id: string) => ({
    id,
    "aria-invalid": issues.has(id),
    "aria-describedby": issues.has(id) ? `${id}-note` : undefined,
  });
  const preset = profiles.find(({ isDefault }) => isDefault)?.storageProfileId ?? "";
  return (
    <fieldset class="form-group">
      <legend>Job</legend>
      <FormField id="name" label="Name" required issue={issue("name")}>
        <input
          {...common("name")}
          class="field"
          type="text"
          value={draft.name ?? bundle.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </FormField>
      <FormField id="description" label="Description" issue={issue("description")}>
        <textarea
          {...common("description")}
          class="field"
          rows={2}
          value={draft.description ?? ""}
          placeholder={bundle.description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </FormField>
      <div class="form-row">
        {NUMBER_SETTINGS.map(({ id, label, otherwise, min, max }) => (
          <FormField key={id} id={id} label={label} issue={issue(id)}>
            <input
              {...common(id)}
              class="field"
              type="number"
              placeholder={String(bundle.fields?.[id] ?? otherwise)}
              value={draft[id] ?? ""}
              min={min}
              max={max}
              step={1}
              onInput={(event) =>
                change({ [id]: event.currentTarget.value.trim() })}
            />
          </FormField>
        ))}
        <FormField id="initial-state" label="Initial state">
          <select
            id="initial-state"
            class="select"
            value={draft.initialState ?? bundle.fields?.targetTaskRunStatus ?? "READY"}
            onChange={(event) =>
              change({ initialState: event.currentTarget.value as "READY" | "SUSPENDED" })}
          >
            <option value="READY">Ready: runs when its turn comes</option>
            <option value="SUSPENDED">Suspended: waits to be resumed</option>
          </select>
        </FormField>
        {profiles.length > 0 && (
          <FormField id="storage-profile" label="Storage profile">
            <select
              id="storage-profile"
              class="select"
              value={draft.storageProfileId ?? preset}
              onChange={(event) => change({ storageProfileId: event.currentTarget.value })}
            >
              <option value="">None</option>
              {profiles.map(({ storageProfileId, name }) => (
                <option key={storageProfileId} value={storageProfileId}>{name}</option>
              ))}
            </select>
          </FormField>
        )}
      </div>
    </fieldset>
  );
}
