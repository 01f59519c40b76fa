import type { JSX } from "preact";
import SettingsPage from "@/islands/SettingsPage.tsx";

/** The workstation configuration. */
export default function Settings(): JSX.Element {
  return <SettingsPage />;
}
