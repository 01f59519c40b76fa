import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import SubmitPage from "@/islands/SubmitPage.tsx";

/** Making a job of a bundle. */
export default function Submit(): JSX.Element {
  return (
    <>
      <Head>
        <title>Submit – Deadline</title>
      </Head>
      <SubmitPage />
    </>
  );
}
