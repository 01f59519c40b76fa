import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The part of a scrolling element that is in sight. */
export interface Viewport {
  scrollTop: number;
  height: number;
}

/** Follows the scroll position and height of an element. */
export function useViewport(ref: RefObject<HTMLElement>, present = true): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ scrollTop: 0, height: 800 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const read = () => setViewport({ scrollTop: element.scrollTop, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [present]);
  return viewport;
}

/** Whether a media query holds, and again when that changes. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(false);
  useEffect(() => {
    const list = matchMedia(query);
    const read = () => setMatches(list.matches);
    read();
    list.addEventListener("change", read);
    return () => list.removeEventListener("change", read);
  }, [query]);
  return matches;
}
