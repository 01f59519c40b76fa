import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import type { PageProps } from "fresh";
import JobPage from "@/islands/JobPage.tsx";

/** One job. */
export default function Job({ params }: PageProps): JSX.Element {
  return (
    <>
      <Head>
        <title>Job – Deadline</title>
      </Head>
      <JobPage jobId={params.jobId} />
    </>
  );
}
