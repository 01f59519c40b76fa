import { computed, signal } from "@preact/signals";
import type { Lineage } from "@deadline/client/task";
import type { Selection } from "@/server/contract.ts";
import { inBrowser } from "./in_browser.ts";

/** The farm and queue that this tab looks at. */
export interface View {
  farmId?: string | undefined;
  queueId?: string | undefined;
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
export const override = signal<View | undefined>(inBrowser ? initialOverride() : undefined);

/** The farm and queue of this tab. */
export const view = computed<View>(() =>
  override.value ?? { farmId: saved.value?.farmId, queueId: saved.value?.queueId }
);

/** Profile, farm and queue: what every request of this tab is asked under. */
export function lineage(): Lineage {
  const { farmId, queueId } = view.value;
  return [saved.value?.profile, farmId, queueId];
}

/** Takes the answer of the server; a view that is the same as the configuration is no override. */
export function applySaved(selection: Selection): void {
  const { farmId, queueId } = view.peek();
  saved.value = selection;
  if (inBrowser) sessionStorage.setItem(LAST, JSON.stringify(selection));
  if (selection.farmId === farmId && selection.queueId === queueId) setOverride(undefined);
}

/** Looks at something else, at once and in this tab only. */
export function setOverride(next: View | undefined): void {
  override.value = next;
  if (!inBrowser) return;
  if (next) sessionStorage.setItem(STORED, JSON.stringify(next));
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
