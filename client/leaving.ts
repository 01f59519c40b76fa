import { signal } from "@preact/signals";
import { inBrowser } from "./in_browser.ts";
import { scope } from "./scope.ts";
import { factsOf } from "./task_facts.ts";

/** What is used of the browser's Navigation API, where it has one. */
interface Navigation extends EventTarget {
  addEventListener(type: "navigate", listener: (event: NavigateEvent) => void): void;
  addEventListener(type: "navigateerror", listener: () => void): void;
}

interface NavigateEvent extends Event {
  readonly destination: { readonly sameDocument: boolean };
  readonly downloadRequest: string | null;
  readonly hashChange: boolean;
  readonly signal: AbortSignal;
}

/** Whether another page was asked for, so that this one is about to go. */
export const leaving = signal(false);

/** Milliseconds after which a page that is still there is taken to stay. */
const STAYS_AFTER = 2_000;

/** Loads again what was stopped. */
const stopped: (() => void)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Stops what is being read, now: the page itself goes only when the next one answers. Changes that are
 * on their way are not stopped, since they could not be made again.
 */
export function leave(): void {
  clearTimeout(timer);
  timer = setTimeout(stay, STAYS_AFTER);
  // Set first, so that panels know why their loads end and stay as they look.
  leaving.value = true;
  for (const task of scope.tasks) {
    const { reload } = factsOf(task);
    if (!reload) continue;
    stopped.push(reload);
    task.cancel("navigated");
  }
}

/** Goes on as before: the other page did not come. */
export function stay(): void {
  clearTimeout(timer);
  if (!leaving.value) return;
  leaving.value = false;
  for (const reload of stopped.splice(0)) reload();
}

/** Whether a navigation takes the page away. */
export function takesAway(
  { hashChange, downloadRequest, destination, defaultPrevented }: Pick<
    NavigateEvent,
    "hashChange" | "downloadRequest" | "destination" | "defaultPrevented"
  >,
): boolean {
  return !hashChange && downloadRequest === null && !destination.sameDocument && !defaultPrevented;
}

const { navigation } = globalThis as { navigation?: Navigation };
if (inBrowser && navigation) {
  navigation.addEventListener("navigate", (event) => {
    if (!takesAway(event)) return;
    leave();
    event.signal.addEventListener("abort", stay, { once: true });
  });
  navigation.addEventListener("navigateerror", stay);
}
