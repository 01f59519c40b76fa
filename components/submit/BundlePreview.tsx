import type { JSX } from "preact";
import type { BundleDetail } from "@/server/contract.ts";
import { formatCount } from "@/client/format.ts";

/** What the bundle will make: its steps, the files it names, its template. */
export function BundlePreview({ bundle }: { bundle: BundleDetail }): JSX.Element {
  const { inputs, outputs } = bundle.attachments;
  return (
    <aside class="preview" aria-label="Preview">
      <h2>Steps</h2>
      <ol>
        {bundle.steps.map(({ name, tasks, dependsOn }) => (
          <li key={name}>
            <span class="cut">{name}</span>
            <span class="muted number">
              {tasks === undefined ? "tasks by its parameters" : formatCount(tasks, "task")}
            </span>
            {dependsOn.length > 0 && <small class="muted">after {dependsOn.join(", ")}</small>}
          </li>
        ))}
      </ol>
      {inputs.length + outputs.length > 0 && (
        <>
          <h2>Files it names</h2>
          <ul class="paths">
            {[...inputs, ...outputs].map((path) => <li key={path} class="mono cut">{path}</li>)}
          </ul>
        </>
      )}
      <details>
        <summary>Template ({bundle.templateType})</summary>
        <pre>{bundle.template}</pre>
      </details>
    </aside>
  );
}
