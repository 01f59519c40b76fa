import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingValue, Single } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { announce } from "@/client/announce.ts";
import { formatCount } from "@/words/amounts.ts";
import type { Resource } from "@/client/resource.ts";
import { sameLineage } from "@deadline/client/task";
import { settingLabel } from "@/client/setting_labels.ts";
import {
  afterSaving,
  changesOf,
  holdsUnder,
  isConflict,
  keepMine,
  matchesSearch,
  settingIn,
  type SettingsUnder,
  type Under,
  unwish,
  wish,
  type Wishes,
  wishOf,
} from "@/client/settings_form.ts";
import { useTyped } from "@/client/typed.ts";
import { Icon } from "../Icon.tsx";
import { SearchField } from "../SearchField.tsx";
import { FarmSetting, QueueSetting } from "./PlaceSetting.tsx";
import { ProfileSetting } from "./ProfileSetting.tsx";
import { SettingRow } from "./SettingRow.tsx";

/** By what settings depend on, from the outside in; each begins with the choice of that. */
const GROUPS: readonly {
  scope: SettingValue["scope"];
  title: string;
  note: string;
  choice?: () => JSX.Element;
}[] = [
  {
    scope: "profile",
    title: "Profile",
    note: "These have a value of their own for each AWS profile.",
    choice: ProfileSetting,
  },
  {
    scope: "farm",
    title: "Farm",
    note: "These have a value of their own for each farm.",
    choice: FarmSetting,
  },
  {
    scope: "queue",
    title: "Queue",
    note: "These have a value of their own for each queue.",
    choice: QueueSetting,
  },
  { scope: "global", title: "This workstation", note: "These hold whatever is chosen above." },
];

/** All settings, grouped by what they depend on; changes are collected and applied at once. */
export function SettingsForm({ of, listed, under, path, children }: {
  of: Resource<SettingsUnder>;
  listed: SettingsUnder;
  /** The profile, farm and queue in view; what was listed under others does not hold here. */
  under: Under;
  /** Where they are saved. */
  path: string;
  /** What stands before the settings. */
  children?: ComponentChildren;
}): JSX.Element {
  const [wishes, setWishes] = useState<Wishes>({});
  const [issue, setIssue] = useState<{ name: string | undefined; message: string }>();
  const [search, setSearch] = useState("");
  /** What is being saved. */
  const [sent, setSent] = useState<Wishes>();
  const { values } = listed;
  const settings = values.filter((one) => holdsUnder(one, listed.under, under));
  const changes = changesOf(settings, wishes, under);
  const isConflictNow = (one: SettingValue) =>
    isConflict(one, wishOf(wishes, one, under), sent && wishOf(sent, one, under));
  const conflicts = settings.filter((one) => isConflictNow(one));
  const isPlaced = ({ name }: { name: string }) =>
    settings.some((one) => one.name === name && one.scope !== "global");
  useTyped("settings", changes.some(isPlaced));
  const apply = () => {
    setSent(wishes);
    setIssue(undefined);
    act<Single<SettingValue[]>>(
      "Change settings",
      (wire) => send(path, { changes }, wire),
      {
        key: "settings.save",
        target: formatCount(changes.length, "setting"),
        onResult: ({ data }) => {
          of.patch((now) => sameLineage(now.under, under) ? { under, values: data } : now);
          setWishes((now) => afterSaving(now, wishes, data, under));
          announce("Settings applied");
        },
        onError: ({ message, hint }) => {
          const text = hint ? `${message}. ${hint}` : message;
          setIssue({ name: settingIn(message), message: text });
          // Others may have changed the file: both values are shown then.
          of.reload();
        },
        onSettled: () => setSent(undefined),
      },
    );
  };
  const isFound = (one: SettingValue) => matchesSearch(one, settingLabel(one.name), search);
  const groups = GROUPS.map((group) => ({
    ...group,
    found: values.filter((one) => one.scope === group.scope && isFound(one)),
  }));
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div class="settings-top">
        <div class="settings-search">
          <SearchField
            label="Search settings"
            placeholder="Search settings…"
            text={search}
            onText={setSearch}
          />
          <span class="muted" role="status">
            {search &&
              formatCount(groups.reduce((sum, { found }) => sum + found.length, 0), "setting")}
          </span>
        </div>
        {conflicts.length > 0 && (
          <div class="banner settings-banner" role="alert">
            <Icon name="warning" />
            The file changed underneath:{" "}
            {conflicts.map(({ name }) => settingLabel(name)).join(", ")}. Choose between both values
            before applying.
          </div>
        )}
      </div>
      {!search && children}
      {groups.map(({ scope, title, note, choice: Choice, found }) =>
        (found.length > 0 || (!search && Choice)) && (
          <fieldset key={scope} class="form-group">
            <legend>{title}</legend>
            <p class="help">{note}</p>
            {Choice && !search && <Choice />}
            {found.map((one) => (
              <SettingRow
                key={one.name}
                of={one}
                isKnown={settings.includes(one)}
                wished={wishOf(wishes, one, under)}
                isConflict={isConflictNow(one)}
                issue={issue?.name === one.name ? issue.message : undefined}
                change={(value) => setWishes((before) => wish(before, one, under, value))}
                keep={() => setWishes((before) => keepMine(before, one, under))}
                drop={() => setWishes((before) => unwish(before, one, under))}
              />
            ))}
          </fieldset>
        )
      )}
      {search && groups.every(({ found }) => found.length === 0) && (
        <p class="muted settings-none">No setting matches “{search}”.</p>
      )}
      <footer class="submit-foot settings-foot">
        <span class={issue ? "bad-text" : "muted"} role={issue ? "alert" : undefined}>
          {issue
            ? issue.message
            : changes.length === 0
            ? "Nothing changed"
            : formatCount(changes.length, "change")}
        </span>
        <span class="grow" />
        <button
          type="button"
          class="button"
          disabled={Object.keys(wishes).length === 0 || sent !== undefined}
          onClick={() => {
            setWishes({});
            setIssue(undefined);
          }}
        >
          Revert
        </button>
        <button
          type="submit"
          class="button primary"
          disabled={changes.length === 0 || conflicts.length > 0 || sent !== undefined}
        >
          {sent ? "Applying…" : "Apply"}
        </button>
      </footer>
    </form>
  );
}
