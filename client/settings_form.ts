import { sameLineage } from "@deadline/client/task";
import type { SettingChange, SettingValue } from "@/server/contract.ts";

/** What a person wants a setting to be, and what it was when they began to change it. */
export interface Wish {
  value: string;
  was: string;
}

/** Wishes by what they are of: the setting, and what it depends on. */
export type Wishes = Readonly<Record<string, Wish>>;

/** The profile, farm and queue under which settings are shown. */
export type Under = readonly (string | undefined)[];

/** Settings, and what they were asked under. */
export interface SettingsUnder {
  under: Under;
  values: SettingValue[];
}

/** Whether a setting that was asked under one place is the same setting under another. */
export function holdsUnder({ scope }: SettingValue, asked: Under, under: Under): boolean {
  return sameLineage(asked.slice(0, LEVELS[scope]), under);
}

const LEVELS = { global: 0, profile: 1, farm: 2, queue: 3 } as const;

/** Names a setting together with what it depends on: under another farm it is another one. */
function keyOf({ name, scope }: SettingValue, under: Under): string {
  return JSON.stringify([name, ...under.slice(0, LEVELS[scope])]);
}

/** What is wished for a setting, if anything is. */
export function wishOf(wishes: Wishes, of: SettingValue, under: Under): Wish | undefined {
  return wishes[keyOf(of, under)];
}

/** Notes a wish; one that is what holds already is none. */
export function wish(wishes: Wishes, of: SettingValue, under: Under, value: string): Wishes {
  const key = keyOf(of, under);
  const was = wishes[key]?.was ?? of.value;
  const isNone = value === was && was === of.value;
  return isNone ? unwish(wishes, of, under) : { ...wishes, [key]: { value, was } };
}

/** Takes a wish back. */
export function unwish(wishes: Wishes, of: SettingValue, under: Under): Wishes {
  const { [keyOf(of, under)]: _, ...others } = wishes;
  return others;
}

/** Whether others have changed the setting since the person began to; `sent` is being saved. */
export function isConflict(of: SettingValue, wished: Wish | undefined, sent?: Wish): boolean {
  if (wished === undefined || wished.was === of.value || wished.value === of.value) return false;
  // That was no other: the file tells of it before the answer does.
  return sent?.value !== of.value;
}

/** Keeps the person's value, now that they have seen the other. */
export function keepMine(wishes: Wishes, of: SettingValue, under: Under): Wishes {
  const wished = wishOf(wishes, of, under);
  return wished ? { ...wishes, [keyOf(of, under)]: { ...wished, was: of.value } } : wishes;
}

/** What is to be saved: wishes that differ from what holds. */
export function changesOf(
  settings: readonly SettingValue[],
  wishes: Wishes,
  under: Under,
): SettingChange[] {
  return settings.flatMap((of) => {
    const wished = wishOf(wishes, of, under);
    if (!wished || wished.value === of.value) return [];
    return [{ name: of.name, value: wished.value, was: wished.was }];
  });
}

/**
 * What is still wished once the wishes that were `sent` are saved: what was typed since, and what was
 * taken back. `saved` are the settings as they are now.
 */
export function afterSaving(
  wishes: Wishes,
  sent: Wishes,
  saved: readonly SettingValue[],
  under: Under,
): Wishes {
  const left: Record<string, Wish> = { ...wishes };
  for (const of of saved) {
    const key = keyOf(of, under);
    if (!(key in sent)) continue;
    const value = wishes[key]?.value ?? sent[key].was;
    if (value === sent[key].value) delete left[key];
    else left[key] = { value, was: of.value };
  }
  return left;
}

/** Whether a setting is what somebody looks for: all words are in its name, description or value. */
export function matchesSearch(of: SettingValue, label: string, search: string): boolean {
  const text = `${of.name} ${label} ${of.description} ${of.value}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** The setting that a refusal names. */
export function settingIn(message: string): string | undefined {
  return /^Cannot set "([^"]+)"/.exec(message)?.[1];
}
