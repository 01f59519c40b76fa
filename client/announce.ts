import { signal } from "@preact/signals";

/** What the page's live region says; screen readers speak it when it changes. */
export const announcement = signal("");

/** Says something to people who do not see it happen. */
export function announce(text: string): void {
  // The same words again would be no change, and stay unsaid.
  announcement.value = announcement.peek() === text ? `${text}\u00a0` : text;
}
