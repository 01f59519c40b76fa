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
  // A page in the back/forward cache comes back alive, so only its tasks end, not the scope.
  addEventListener("pagehide", () => scope.cancel(undefined, "navigated"));
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
