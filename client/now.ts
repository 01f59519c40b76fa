import { signal } from "@preact/signals";
import { inBrowser } from "./in_browser.ts";

/** The time, a second at a time while the tab is seen. What shows ages reads it. */
export const now = signal(Date.now());

if (inBrowser) {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1000);
}
