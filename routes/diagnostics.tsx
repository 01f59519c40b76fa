import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import DiagnosticsPage from "@/islands/DiagnosticsPage.tsx";

/** What to look at, and to send along, when something is wrong. */
export default function Diagnostics(): JSX.Element {
  return (
    <>
      <Head>
        <title>Diagnostics – Deadline</title>
      </Head>
      <DiagnosticsPage />
    </>
  );
}
