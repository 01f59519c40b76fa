import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inBrowser } from "./in_browser.ts";
import { queryOf } from "./api.ts";
import { checkServer, comebacks } from "./connectivity.ts";
import { view } from "./selection.ts";

/** Counts up whenever jobs of the queue changed; panels use it as their `refresh`. */
export const revision = signal(0);

const visible = signal(inBrowser ? !document.hidden : false);
if (inBrowser) {
  document.addEventListener("visibilitychange", () => visible.value = !document.hidden);
}

/** Milliseconds before a stream that was refused is tried again. */
const AGAIN_AFTER = 5000;

/** Counts up to open the stream anew. */
const attempts = signal(0);

let users = 0;
let stop = () => {};

/** Keeps the panel's queue under watch while the component is there and the tab is seen. */
export function useLive(): number {
  useEffect(() => {
    if (++users === 1) stop = watch();
    return () => {
      if (--users === 0) stop();
    };
  }, []);
  return revision.value;
}

/** One stream for the whole tab. A hidden tab has none: browsers allow few connections to a host. */
function watch(): () => void {
  let wasHidden = false;
  return effect(() => {
    const { farmId, queueId } = view.value;
    // Read, so that the stream is opened anew when the server is back.
    comebacks.value;
    attempts.value;
    if (!farmId || !queueId) return;
    if (!visible.value) {
      wasHidden = true;
      return;
    }
    if (wasHidden) revision.value = revision.peek() + 1;
    wasHidden = false;
    const source = new EventSource(`/api/live${queryOf({ farm: farmId, queue: queueId })}`);
    source.addEventListener("changed", () => revision.value = revision.peek() + 1);
    let interrupted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener("open", () => {
      // What changed while the stream was down was not told.
      if (interrupted) revision.value = revision.peek() + 1;
      interrupted = false;
    });
    source.addEventListener("error", () => {
      interrupted = true;
      checkServer();
      // The browser tries again by itself unless the stream was refused.
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => attempts.value = attempts.peek() + 1, AGAIN_AFTER);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  });
}
