import type { JSX } from "preact";

/** What there are drawings for; each is a path on a grid of 16. */
const PATHS = {
  jobs: "M3 4h10M3 8h10M3 12h6",
  submit: "M8 11V3M5 6l3-3 3 3M3 11v2h10v-2",
  workers: "M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3",
  settings: "M3 5h6M12 5h1M3 11h1M7 11h6M10.5 3.5v3M5.5 9.5v3",
  diagnostics: "M2 8h3l2-5 3 10 2-5h2",
  weather:
    "M5 9.5h6.5a2.5 2.5 0 0 0 .3-5 3.8 3.8 0 0 0-7.2-.4A2.8 2.8 0 0 0 5 9.5zM6 11.5l-1 2M9 11.5l-1 2",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
  chevron: "M4.5 6.5 8 10l3.5-3.5",
  menu: "M3 4.5h10M3 8h10M3 11.5h10",
  close: "m4 4 8 8M12 4l-8 8",
  check: "m3.5 8.5 3 3 6-7",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  folder: "M2.5 4.5h4l1.5 2h5.5v6h-11z",
  bundle: "m8 2.5 5 2.7v5.6l-5 2.7-5-2.7V5.2zM3.2 5.3 8 8l4.8-2.7M8 8v5.3",
  up: "M8 12.5v-9M4.5 7 8 3.5 11.5 7",
  down: "M8 3.5v9M4.5 9 8 12.5 11.5 9",
  download: "M8 3v8M5 8l3 3 3-3M3 11v2h10v-2",
  remove: "M4 8h8",
  right: "m6.5 4.5 3.5 3.5-3.5 3.5",
  back: "M12.5 8h-9M7 4.5 3.5 8 7 11.5",
  light: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5",
  plus: "M8 3.5v9M3.5 8h9",
  wrap: "M2.5 4h11M2.5 8h8.5a2 2 0 0 1 0 4H8M9.5 10.5 8 12l1.5 1.5M2.5 12H5",
  warning: "M8 3 2.5 13h11zM8 7v3M8 11.8v.2",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A line drawing beside a word that says the same; screen readers skip it. */
export function Icon({ name, small }: { name: IconName; small?: boolean }): JSX.Element {
  return (
    <svg class={small ? "icon small" : "icon"} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
