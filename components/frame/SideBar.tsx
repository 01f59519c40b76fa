import type { JSX } from "preact";
import JobCount from "@/islands/JobCount.tsx";
import { type PageLink, pagesOf } from "@/client/pages.ts";
import { Icon } from "../Icon.tsx";

/** The pages, as links; below 720 px a drawer that the header's menu button opens. */
export function SideBar({ path, local }: { path: string; local: boolean }): JSX.Element {
  const pages = pagesOf(local);
  const link = ({ href, label, icon }: PageLink) => (
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
      {pages.filter(({ last }) => !last).map(link)}
      <span class="grow" />
      {pages.filter(({ last }) => last).map(link)}
    </nav>
  );
}
