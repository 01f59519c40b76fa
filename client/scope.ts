import { TaskScope } from "@deadline/client/task";
import { inBrowser } from "./in_browser.ts";
import { lineage } from "./selection.ts";

/**
 * Names this page load in request ids. A new one with every load: sequence numbers begin anew then,
 * and the server takes only rising ones from one tab.
 */
export const tab: string = inBrowser ? randomId() : "server";

/** All tasks of this tab. */
export const scope: TaskScope = new TaskScope({ name: tab, lineage });

if (inBrowser) {
  addEventListener("pagehide", () => scope.cancel(undefined, "navigated"));
  // A page that comes back from the back/forward cache lost its tasks on the way there.
  addEventListener(
    "pageshow",
    (event) => (event as PageTransitionEvent).persisted && location.reload(),
  );
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
