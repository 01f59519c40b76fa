import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import JobsPage from "@/islands/JobsPage.tsx";

/** All jobs of the queue. */
export default function Jobs(): JSX.Element {
  return (
    <>
      <Head>
        <title>Jobs – Deadline</title>
      </Head>
      <JobsPage />
    </>
  );
}
