import { batch, computed, signal } from "@preact/signals";
import type { Lineage } from "@deadline/client/task";
import type { Selection } from "@/server/contract.ts";
import { inBrowser } from "./in_browser.ts";

/** The farm and queue that this tab looks at. */
export interface View {
  farmId?: string | undefined;
  queueId?: string | undefined;
}

/** A view, and the profile it was chosen under; a link names none until the server has told of one. */
interface Override extends View {
  profile?: string | undefined;
}

const STORED = "view";
const LAST = "selection";

/**
 * What the workstation configuration has selected. Begins with what this tab was told last, so that a
 * page need not wait for it; undefined only until the server has told for the first time.
 */
export const saved = signal<Selection | undefined>(inBrowser ? readStored(LAST) : undefined);

/**
 * What this tab looks at where that differs from the configuration: a link to another farm shows that
 * farm without changing what the person has chosen.
 */
export const override = signal<Override | undefined>(inBrowser ? initialOverride() : undefined);

let seen: View = {};

/** The farm and queue of this tab; the same object for as long as they are the same. */
export const view = computed<View>(() => {
  const { farmId, queueId } = override.value ?? saved.value ?? {};
  const isSame = seen.farmId === farmId && seen.queueId === queueId;
  return isSame ? seen : seen = { farmId, queueId };
});

/** Profile, farm and queue: what every request of this tab is asked under. */
export function lineage(): Lineage {
  const { farmId, queueId } = view.value;
  return [saved.value?.profile, farmId, queueId];
}

/**
 * Takes the answer of the server. A view that is the same as the configuration is no override, and
 * one of another profile means nothing under this.
 */
export function applySaved(selection: Selection): void {
  const { farmId, queueId } = view.peek();
  const under = override.peek()?.profile ?? selection.profile;
  const isSame = selection.farmId === farmId && selection.queueId === queueId;
  batch(() => {
    saved.value = selection;
    if (isSame || under !== selection.profile) setOverride(undefined);
    else if (override.peek()) setOverride({ farmId, queueId });
  });
  if (inBrowser) sessionStorage.setItem(LAST, JSON.stringify(selection));
}

/** Looks at something else, at once and in this tab only. */
export function setOverride(next: View | undefined): void {
  override.value = next && { ...next, profile: saved.peek()?.profile };
  if (!inBrowser) return;
  if (next) sessionStorage.setItem(STORED, JSON.stringify(override.peek()));
  else sessionStorage.removeItem(STORED);
}

/** Reads the view of a URL's query: `?farm=farm-...&queue=queue-...`. */
export function viewOfQuery(query: URLSearchParams): View | undefined {
  const farmId = query.get("farm") ?? undefined;
  if (!farmId) return undefined;
  return { farmId, queueId: query.get("queue") ?? undefined };
}

function initialOverride(): View | undefined {
  const asked = viewOfQuery(new URLSearchParams(location.search));
  if (asked) {
    sessionStorage.setItem(STORED, JSON.stringify(asked));
    return asked;
  }
  return readStored(STORED);
}

function readStored<T>(name: string): T | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
