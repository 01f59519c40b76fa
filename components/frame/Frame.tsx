import type { ComponentChildren, JSX } from "preact";
import { Icon } from "../Icon.tsx";
import HelpKeys from "@/islands/HelpKeys.tsx";
import Notices from "@/islands/Notices.tsx";
import Palette from "@/islands/Palette.tsx";
import Places from "@/islands/Places.tsx";
import SignIn from "@/islands/SignIn.tsx";
import Tray from "@/islands/Tray.tsx";
import { SideBar } from "./SideBar.tsx";

/** The frame of every page: header, side bar, and the page between them. */
export function Frame(
  { path, local, children }: { path: string; local: boolean; children: ComponentChildren },
): JSX.Element {
  return (
    <div class="app">
      <header>
        <a class="skip-link" href="#content">Skip to content</a>
        <button
          type="button"
          class="button quiet icon-only menu-button"
          popovertarget="side"
          title="Menu"
        >
          <Icon name="menu" />
          <span class="hidden-name">Menu</span>
        </button>
        <a class="brand" href="/jobs">
          <svg viewBox="0 0 18 18" aria-hidden="true">
            <rect width="18" height="18" rx="5" />
            <path d="m5.5 9.3 2.5 2.5 4.8-5.3" />
          </svg>
          <span>Deadline</span>
        </a>
        <Places />
        <div class="header-end">
          <Palette />
          <Tray />
          <SignIn />
        </div>
      </header>
      <SideBar path={path} local={local} />
      <main id="content" tabIndex={-1}>
        <div class="page">
          <Notices />
          {children}
        </div>
      </main>
      <HelpKeys />
    </div>
  );
}
