import { type ComponentType, h, render } from "preact";
import { deserialize } from "./deserialize.ts";
import { findMarked, type Marked, rangeAsElement } from "./markers.ts";
import { type Page, resolveSlots } from "./slots.ts";

/** Starts the islands of the page. */
export function boot(islands: Record<string, ComponentType>, propsJson: string): void {
  const templates = document.querySelectorAll<HTMLTemplateElement>('template[id^="frsh-"]');
  const marked = findMarked(document.body);
  const unseen = [...templates].flatMap((template) => findMarked(template.content));
  const slots = [...marked, ...unseen].filter((it) => it.kind === "slot");
  const page: Page = {
    islands: new Map(Object.entries(islands)),
    props: deserialize<Page["props"]>(propsJson),
    slots: new Map(slots.map((it) => [Number(it.fields[0]), it])),
  };
  for (const island of marked.filter(isOutermostIsland)) {
    if (island.start.parentNode !== island.end.parentNode) {
      console.error(
        `Cannot start island "${island.fields[0]}": the browser moved a part of it, as it does ` +
          `when an element is nested where HTML does not allow it.`,
      );
      continue;
    }
    // Each island in a turn of its own, so that many of them do not hold up the page.
    setTimeout(() => start(island, page), 0);
  }
}

function start(island: Marked, page: Page): void {
  const [name, index] = island.fields;
  const props = resolveSlots(page, page.props[Number(index)].props);
  render(h(page.islands.get(name) as ComponentType, props), rangeAsElement(island));
}

/** Islands in others are started with them. */
function isOutermostIsland({ kind, parent }: Marked): boolean {
  for (let at = parent; at; at = at.parent) if (at.kind !== "key") return false;
  return kind === "island";
}
