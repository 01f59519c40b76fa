import type { JSX } from "preact";
import DiagnosticsPage from "@/islands/DiagnosticsPage.tsx";

/** What to look at, and to send along, when something is wrong. */
export default function Diagnostics(): JSX.Element {
  return <DiagnosticsPage />;
}
