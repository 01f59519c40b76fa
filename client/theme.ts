/** The look: what the system asks for, or what the person chose. */
export type Theme = "auto" | "light" | "dark";

const COOKIE = "theme";
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

/** Reads the choice from a `Cookie` header, so that the server draws the first frame right. */
export function themeOfCookie(cookie: string | null | undefined): Theme {
  const value = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(cookie ?? "")?.[1];
  return value === "light" || value === "dark" ? value : "auto";
}

/** The choice that holds on this page. */
export function currentTheme(): Theme {
  return (document.documentElement.dataset.theme as Theme | undefined) ?? "auto";
}

/** Takes a look and keeps it for a year. */
export function chooseTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const age = theme === "auto" ? 0 : 31_536_000;
  document.cookie = `${COOKIE}=${theme}; Path=/; SameSite=Strict; Max-Age=${age}`;
}

/** Goes to the next look. */
export function nextTheme(): void {
  chooseTheme(NEXT[currentTheme()]);
}
