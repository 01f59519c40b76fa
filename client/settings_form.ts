import type { SettingChange, SettingValue } from "@/server/contract.ts";

/** What a person wants a setting to be, and what it was when they began to change it. */
export interface Wish {
  value: string;
  was: string;
}

/** Wishes by the name of the setting. */
export type Wishes = Readonly<Record<string, Wish>>;

/** Notes a wish; one that is what holds already is none. */
export function wish(wishes: Wishes, of: SettingValue, value: string): Wishes {
  const { [of.name]: before, ...others } = wishes;
  const was = before?.was ?? of.value;
  return value === was && was === of.value ? others : { ...others, [of.name]: { value, was } };
}

/** Takes a wish back. */
export function unwish(wishes: Wishes, name: string): Wishes {
  const { [name]: _, ...others } = wishes;
  return others;
}

/** Whether others have changed the setting since the person began to. */
export function isConflict(of: SettingValue, wished: Wish | undefined): boolean {
  return wished !== undefined && wished.was !== of.value && wished.value !== of.value;
}

/** Keeps the person's value, now that they have seen the other. */
export function keepMine(wishes: Wishes, of: SettingValue): Wishes {
  const wished = wishes[of.name];
  return wished ? { ...wishes, [of.name]: { ...wished, was: of.value } } : wishes;
}

/** What is to be saved: wishes that differ from what holds. */
export function changesOf(settings: readonly SettingValue[], wishes: Wishes): SettingChange[] {
  return settings.flatMap(({ name, value }) => {
    const wished = wishes[name];
    return wished && wished.value !== value ? [{ name, value: wished.value, was: wished.was }] : [];
  });
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
