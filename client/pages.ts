import type { IconName } from "@/components/Icon.tsx";

/** A page of the side bar and the palette. */
export interface PageLink {
  href: string;
  label: string;
  icon: IconName;
  /** At the end of the side bar. */
  last?: boolean;
  /** Only with the embedded farm. */
  local?: boolean;
}

const PAGES: readonly PageLink[] = [
  { href: "/jobs", label: "Jobs", icon: "jobs" },
  { href: "/submit", label: "Submit", icon: "submit" },
  { href: "/workers", label: "Workers", icon: "workers" },
  { href: "/weather", label: "Weather", icon: "weather", last: true, local: true },
  { href: "/settings", label: "Settings", icon: "settings", last: true },
  { href: "/diagnostics", label: "Diagnostics", icon: "diagnostics", last: true },
];

/** The pages, in the order of the side bar. */
export function pagesOf(isLocal: boolean): readonly PageLink[] {
  return PAGES.filter(({ local }) => isLocal || !local);
}
