import type { JSX } from "preact";
import JobsPage from "@/islands/JobsPage.tsx";

/** All jobs of the queue. */
export default function Jobs(): JSX.Element {
  return <JobsPage />;
}
