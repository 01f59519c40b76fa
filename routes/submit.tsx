import type { JSX } from "preact";
import SubmitPage from "@/islands/SubmitPage.tsx";

/** Making a job of a bundle. */
export default function Submit(): JSX.Element {
  return <SubmitPage />;
}
