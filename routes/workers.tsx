import type { JSX } from "preact";
import WorkersPage from "@/islands/WorkersPage.tsx";

/** Who works for the farm. */
export default function Workers(): JSX.Element {
  return <WorkersPage />;
}
