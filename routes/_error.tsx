import type { JSX } from "preact";
import { HttpError, type PageProps } from "fresh";

/** What stands in for a page that is not there or could not be drawn. */
export default function ErrorPage({ error }: PageProps): JSX.Element {
  const missing = error instanceof HttpError && error.status === 404;
  return (
    <div class="state">
      <h1>{missing ? "There is no such page" : "This page could not be shown"}</h1>
      <p>
        {missing
          ? "The link may be old, or was cut off on its way."
          : "The console's server met an error; its log has the details."}
      </p>
      <a class="button" href="/jobs">Go to the jobs</a>
    </div>
  );
}
