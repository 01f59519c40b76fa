import type { JSX } from "preact";
import type { SettingValue } from "@/server/contract.ts";
import { valueLabel } from "@/client/setting_labels.ts";
import { PathListControl } from "./PathListControl.tsx";

/** What {@linkcode SettingControl} takes. */
export interface SettingControlProps {
  of: SettingValue;
  id: string;
  /** What stands in it now. */
  shown: string;
  isInvalid: boolean;
  change: (value: string) => void;
}

const YES = /^(yes|on|true|1)$/i;

/** The control of a setting, as fits its kind. */
export function SettingControl(props: SettingControlProps): JSX.Element {
  const { of, id, shown, isInvalid, change } = props;
  const common = {
    id,
    disabled: of.origin === "environment" || of.readOnly === true,
    "aria-describedby": `${id}-note`,
    "aria-invalid": isInvalid,
  };
  if (of.kind === "boolean") {
    return (
      <span class="setting-check">
        <input
          {...common}
          type="checkbox"
          checked={YES.test(shown)}
          onChange={(event) => change(String(event.currentTarget.checked))}
        />
        <span class="muted">{YES.test(shown) ? "Yes" : "No"}</span>
      </span>
    );
  }
  if (of.choices) {
    const choices = of.kind === "locale" ? ["", ...of.choices] : of.choices;
    return (
      <select
        {...common}
        class="select"
        value={shown}
        onChange={(event) => change(event.currentTarget.value)}
      >
        {!choices.includes(shown) && <option value={shown}>{shown}</option>}
        {choices.map((one) => <option key={one} value={one}>{valueLabel(of.name, one)}</option>)}
      </select>
    );
  }
  if (of.kind === "pathList") return <PathListControl {...props} />;
  const isNumber = of.kind === "integer";
  return (
    <input
      {...common}
      class="field"
      type="text"
      inputMode={isNumber ? "numeric" : undefined}
      spellcheck={false}
      autocomplete="off"
      placeholder={PLACEHOLDERS[of.kind]}
      value={shown}
      onInput={(event) => change(event.currentTarget.value)}
    />
  );
}

const PLACEHOLDERS: Partial<Record<SettingValue["kind"], string>> = {
  url: "http://proxy.studio:3128",
  list: "us-east-1, eu-west-1",
};
