import type { JSX } from "preact";
import JobCount from "@/islands/JobCount.tsx";
import { PAGES } from "@/client/pages.ts";
import { Icon } from "../Icon.tsx";

/** The pages, as links; below 720 px a drawer that the header's menu button opens. */
export function SideBar({ path }: { path: string }): JSX.Element {
  const link = ({ href, label, icon }: typeof PAGES[number]) => (
    <a
      key={href}
      href={href}
      title={label}
      aria-current={path === href || path.startsWith(`${href}/`) ? "page" : undefined}
    >
      <Icon name={icon} />
      <span class="text">{label}</span>
      {href === "/jobs" && <JobCount />}
    </a>
  );
  return (
    <nav class="side" id="side" popover="auto" aria-label="Pages">
      {PAGES.filter(({ last }) => !last).map(link)}
      <span class="grow" />
      {PAGES.filter(({ last }) => last).map(link)}
    </nav>
  );
}
