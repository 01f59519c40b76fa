import type { JSX } from "preact";
import type { PageProps } from "fresh";
import { themeOfCookie } from "@/client/theme.ts";
import type { State } from "@/server/state.ts";
import { Frame } from "@/components/frame/Frame.tsx";

const STYLES = [
  "tokens",
  "base",
  "controls",
  "frame",
  "states",
  "layers",
  "tables",
  "jobs",
  "job",
  "log",
  "submit",
  "files",
  "settings",
  "weather",
];

/** The document: stylesheets, title, and the frame around every page. */
export default function App(
  { Component, url, req, state }: PageProps<unknown, Partial<State>>,
): JSX.Element {
  // A page that tells of an error may be drawn before anything else is known.
  const isLocal = state.console?.launch.mode === "local";
  const theme = themeOfCookie(req.headers.get("Cookie"));
  return (
    <html lang="en" data-theme={theme === "auto" ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Deadline</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        {STYLES.map((name) => <link key={name} rel="stylesheet" href={`/styles/${name}.css`} />)}
      </head>
      <body>
        <Frame path={url.pathname} local={isLocal}>
          <Component />
        </Frame>
      </body>
    </html>
  );
}
