import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingValue, Single } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { announce } from "@/client/announce.ts";
import { formatCount } from "@/client/format.ts";
import type { Resource } from "@/client/resource.ts";
import { SettingRow } from "./SettingRow.tsx";

const SCOPES: readonly { scope: SettingValue["scope"]; title: string }[] = [
  { scope: "global", title: "This workstation" },
  { scope: "profile", title: "The profile" },
  { scope: "farm", title: "The farm" },
  { scope: "queue", title: "The queue" },
];

/** Farm and queue have their own section, so they are not listed a second time. */
const ELSEWHERE = ["defaults.farm_id", "defaults.queue_id"];

type Texts = Readonly<Record<string, string>>;

/** All other settings, grouped by what they depend on; changes are collected and applied at once. */
export function SettingsForm(
  { of, settings }: { of: Resource<SettingValue[]>; settings: readonly SettingValue[] },
): JSX.Element {
  const [wanted, setWanted] = useState<Texts>({});
  const [issues, setIssues] = useState<Texts>({});
  const [busy, setBusy] = useState(false);
  const changes = settings.filter(({ name, value }) =>
    wanted[name] !== undefined && wanted[name] !== value
  );
  const apply = () => {
    setBusy(true);
    setIssues({});
    applyAll(changes.map(({ name }) => ({ name, value: wanted[name] })), {
      applied: (setting) => {
        of.patch((list) => list.map((one) => one.name === setting.name ? setting : one));
        setWanted((before) => without(before, setting.name));
      },
      refused: (name, message) => setIssues((before) => ({ ...before, [name]: message })),
      done: (failed) => {
        setBusy(false);
        announce(
          failed === 0
            ? "Settings applied"
            : `${formatCount(failed, "setting")} could not be applied`,
        );
        of.reload();
      },
    });
  };
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {SCOPES.map(({ scope, title }) => {
        const shown = settings.filter((one) =>
          one.scope === scope && !ELSEWHERE.includes(one.name)
        );
        return shown.length > 0 && (
          <fieldset key={scope} class="form-group">
            <legend>{title}</legend>
            {shown.map((one) => (
              <SettingRow
                key={one.name}
                of={one}
                value={wanted[one.name]}
                issue={issues[one.name]}
                change={(value) => setWanted({ ...wanted, [one.name]: value })}
              />
            ))}
          </fieldset>
        );
      })}
      <footer class="submit-foot settings-foot">
        <span class="muted">
          {changes.length === 0 ? "Nothing changed" : formatCount(changes.length, "change")}
        </span>
        <span class="grow" />
        <button
          type="button"
          class="button"
          disabled={changes.length === 0 || busy}
          onClick={() => setWanted({})}
        >
          Discard
        </button>
        <button type="submit" class="button primary" disabled={changes.length === 0 || busy}>
          {busy ? "Applying…" : "Apply"}
        </button>
      </footer>
    </form>
  );
}

interface Told {
  applied: (setting: SettingValue) => void;
  refused: (name: string, message: string) => void;
  done: (failed: number) => void;
}

/** One after the other: a profile decides what the settings below it mean. */
async function applyAll(changes: { name: string; value: string }[], told: Told): Promise<void> {
  let failed = 0;
  for (const change of changes) {
    const { outcome } = act<Single<SettingValue>>(
      "Change a setting",
      (wire) => send("/api/settings", change, wire),
      { target: change.name, onResult: ({ data }) => told.applied(data) },
    );
    const { status, ...ended } = await outcome;
    if (status === "succeeded") continue;
    failed++;
    told.refused(
      change.name,
      "error" in ended ? ended.error.message : "Stopped before it was sent",
    );
  }
  told.done(failed);
}

function without(texts: Texts, name: string): Texts {
  const { [name]: _, ...rest } = texts;
  return rest;
}
