import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import WorkersPage from "@/islands/WorkersPage.tsx";

/** Who works for the farm. */
export default function Workers(): JSX.Element {
  return (
    <>
      <Head>
        <title>Workers – Deadline</title>
      </Head>
      <WorkersPage />
    </>
  );
}
