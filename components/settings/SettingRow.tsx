import type { JSX } from "preact";
import type { SettingValue } from "@/server/contract.ts";
import { rangeLabel, settingLabel } from "@/client/setting_labels.ts";
import type { Wish } from "@/client/settings_form.ts";
import { SettingControl } from "./SettingControl.tsx";
import { StorageProfileControl } from "./StorageProfileControl.tsx";

const ORIGINS: Record<SettingValue["origin"], string> = {
  file: "from the file",
  environment: "from an environment variable",
  default: "default",
};

/** What {@linkcode SettingRow} takes. */
export interface SettingRowProps {
  of: SettingValue;
  /** Whether this is its value for what is in view; it is on its way otherwise. */
  isKnown: boolean;
  /** What the person wants instead; undefined while unchanged. */
  wished: Wish | undefined;
  /** Whether others have changed it meanwhile. */
  isConflict: boolean;
  issue: string | undefined;
  change: (value: string) => void;
  /** The person keeps their value although others have changed it. */
  keep: () => void;
  /** The person takes what others have set. */
  drop: () => void;
}

/** One setting: its value, where it comes from, and the way back to the default. */
export function SettingRow(props: SettingRowProps): JSX.Element {
  const { of, isKnown, wished, issue, change } = props;
  const id = `setting-${of.name}`;
  const shown = wished?.value ?? of.value;
  const changed = wished !== undefined && wished.value !== of.value;
  const fixed = of.origin === "environment" || of.readOnly === true;
  const label = settingLabel(of.name);
  if (!isKnown) {
    return (
      <div class="setting" aria-busy="true">
        <span class="setting-label">{label}</span>
        <span class="muted">Reading…</span>
      </div>
    );
  }
  const control = { of, id, shown, isInvalid: issue !== undefined, change };
  return (
    <div class={changed ? "setting changed" : "setting"}>
      <label for={id}>
        {label}
        <code class="faint">{of.name}</code>
      </label>
      {of.name === "settings.storage_profile_id"
        ? <StorageProfileControl label={label} {...control} />
        : <SettingControl {...control} />}
      <span class="setting-origin muted">
        {changed
          ? <b class="changed-mark">Changed</b>
          : of.readOnly
          ? "shown only"
          : ORIGINS[of.origin]}
        {!fixed && shown !== of.default && (
          <button
            type="button"
            class="link"
            aria-label={`Reset ${label}`}
            title={`Default: ${of.default || "nothing"}`}
            onClick={() => change(of.default)}
          >
            Reset
          </button>
        )}
      </span>
      <p id={`${id}-note`} class={issue ? "issue bad-text" : "help"}>
        {issue ?? [of.description, rangeLabel(of)].filter(Boolean).join(": ")}
        {of.readOnly && of.name === "deadline-cloud-monitor.path" && (
          <>
            ; set with <code>deadline config set {of.name} PATH</code>
          </>
        )}
      </p>
      {of.problem && <p class="issue bad-text">The value in the file is not used. {of.problem}</p>}
      {props.isConflict && <Conflict {...props} label={label} />}
    </div>
  );
}

/** Both values, when the file changed underneath, and the choice between them. */
function Conflict(
  { of, wished, keep, drop, label }: SettingRowProps & { label: string },
): JSX.Element {
  return (
    <div class="setting-conflict" role="alert">
      <span>
        {label} was changed by another program: it is now{" "}
        <code>{of.value || "empty"}</code>, you want <code>{wished?.value || "empty"}</code>.
      </span>
      <button type="button" class="button" onClick={drop}>Take theirs</button>
      <button type="button" class="button" onClick={keep}>Keep mine</button>
    </div>
  );
}
