import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inBrowser } from "./in_browser.ts";
import { queryOf } from "./api.ts";
import { comebacks, noticeFailure } from "./connectivity.ts";
import { view } from "./selection.ts";

/** Counts up whenever jobs of the queue changed; panels use it as their `refresh`. */
export const revision = signal(0);

const visible = signal(inBrowser ? !document.hidden : false);
if (inBrowser) {
  document.addEventListener("visibilitychange", () => visible.value = !document.hidden);
}

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
    if (!farmId || !queueId) return;
    if (!visible.value) {
      wasHidden = true;
      return;
    }
    if (wasHidden) revision.value = revision.peek() + 1;
    wasHidden = false;
    const source = new EventSource(`/api/live${queryOf({ farm: farmId, queue: queueId })}`);
    source.addEventListener("changed", () => revision.value = revision.peek() + 1);
    source.addEventListener("error", () => {
      // A stream that the browser will not open again by itself: the server is gone.
      if (source.readyState === EventSource.CLOSED) noticeFailure({ code: "NetworkError" });
    });
    return () => source.close();
  });
}
