import type { JSX } from "preact";
import type { SettingValue } from "@/server/contract.ts";
import { sentenceOf } from "@/client/words.ts";

const ORIGINS: Record<SettingValue["origin"], string> = {
  file: "set in the configuration file",
  environment: "set by an environment variable",
  default: "default",
};

/** One setting: its value, where it comes from, and the way back to the default. */
export function SettingRow({ of, value, issue, change }: {
  of: SettingValue;
  /** What the person wants instead; undefined while unchanged. */
  value: string | undefined;
  issue: string | undefined;
  change: (value: string) => void;
}): JSX.Element {
  const id = `setting-${of.name}`;
  const shown = value ?? of.value;
  const changed = value !== undefined && value !== of.value;
  const fixed = of.origin === "environment";
  const label = sentenceOf(of.name.split(".").at(-1)!);
  const common = {
    id,
    disabled: fixed,
    "aria-describedby": `${id}-note`,
    "aria-invalid": issue !== undefined,
  };
  return (
    <div class={changed ? "setting changed" : "setting"}>
      <label for={id}>
        {label}
        <code class="faint">{of.name}</code>
      </label>
      {of.choices
        ? (
          <select
            {...common}
            class="select"
            value={shown}
            onChange={(event) => change(event.currentTarget.value)}
          >
            {!of.choices.includes(shown) && <option value={shown}>{shown}</option>}
            {of.choices.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        )
        : (
          <input
            {...common}
            class="field"
            type="text"
            spellcheck={false}
            value={shown}
            onInput={(event) => change(event.currentTarget.value)}
          />
        )}
      <span class="setting-origin muted">
        {changed ? "changed, not applied" : ORIGINS[of.origin]}
        {!fixed && shown !== of.default && (
          <button
            type="button"
            class="link"
            onClick={() => change(of.default)}
          >
            Reset
          </button>
        )}
      </span>
      <p id={`${id}-note`} class={issue ? "issue bad-text" : "help"}>{issue ?? of.description}</p>
    </div>
  );
}
