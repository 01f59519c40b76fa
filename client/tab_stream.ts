import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { queryOf } from "./api.ts";
import { checkServer, comebacks } from "./connectivity.ts";
import { inBrowser } from "./in_browser.ts";
import { leaving } from "./leaving.ts";
import { view } from "./selection.ts";
import { followStream } from "./shared_stream.ts";

const listeners = new Map<string, Set<(data: unknown) => void>>();
const visible = signal(inBrowser ? !document.hidden : false);
if (inBrowser) {
  document.addEventListener("visibilitychange", () => visible.value = !document.hidden);
}

let users = 0;
let stop = () => {};

/** Hears events of one kind for as long as the page is there. */
export function onTabEvent(event: string, listener: (data: unknown) => void): void {
  const known = listeners.get(event);
  if (known) known.add(listener);
  else listeners.set(event, new Set([listener]));
}

/** Follows what the server tells, while the component is there and the tab is seen. */
export function useTabStream(): void {
  useEffect(() => {
    if (++users === 1) stop = follow();
    return () => {
      if (--users === 0) stop();
    };
  }, []);
}

function hear(event: string, data: unknown): void {
  listeners.get(event)?.forEach((listener) => listener(data));
}

function follow(): () => void {
  let wasHidden = false;
  return effect(() => {
    const { farmId, queueId } = view.value;
    // Read, so that the stream is opened anew when the server is back.
    comebacks.value;
    if (!visible.value || leaving.value) {
      wasHidden = true;
      return;
    }
    if (wasHidden) queueMicrotask(() => hear("gap", undefined));
    wasHidden = false;
    const target = farmId && queueId ? { farm: farmId, queue: queueId } : {};
    return followStream(`/api/events${queryOf(target)}`, hear);
  });
}

onTabEvent("interrupted", checkServer);
