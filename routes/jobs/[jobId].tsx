import type { JSX } from "preact";
import type { PageProps } from "fresh";
import JobPage from "@/islands/JobPage.tsx";

/** One job. */
export default function Job({ params }: PageProps): JSX.Element {
  return <JobPage jobId={params.jobId} />;
}
