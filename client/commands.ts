import { signal } from "@preact/signals";
import type { IconName } from "@/components/Icon.tsx";

/** Something the palette can run. */
export interface Command {
  label: string;
  icon: IconName;
  /** Said smaller at the end: a key, a kind. */
  note?: string;
  run: () => void;
}

/** Commands of the page at hand: what can be done with the selected jobs. */
export const pageCommands = signal<readonly Command[]>([]);

/** Keeps those that hold all words of the search, the ones that begin with it first. */
export function matchCommands(commands: readonly Command[], search: string): Command[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (label: string) => label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1;
  return commands
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .sort((a, b) => words.length === 0 ? 0 : begins(a.label) - begins(b.label));
}
