import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import SettingsPage from "@/islands/SettingsPage.tsx";

/** The workstation configuration. */
export default function Settings(): JSX.Element {
  return (
    <>
      <Head>
        <title>Settings – Deadline</title>
      </Head>
      <SettingsPage />
    </>
  );
}
