import type { JSX } from "preact";
import type { BundleDetail, ParameterField } from "@/server/contract.ts";
import { formatCount } from "@/words/amounts.ts";

/** What the bundle will make: its steps, what it asks for, the files it names, its template. */
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
      {bundle.parameters.length > 0 && (
        <details>
          <summary>{formatCount(bundle.parameters.length, "parameter")}</summary>
          <ul class="preview-parameters">
            {bundle.parameters.map((field) => (
              <li key={field.name} title={field.description}>
                <span class="cut">{field.label}</span>
                <span class="muted">
                  {typeName(field)}
                  {field.required && <strong>(required)</strong>}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {inputs.length + outputs.length > 0 && (
        <details>
          <summary>{formatCount(inputs.length + outputs.length, "path")} it names</summary>
          <ul class="paths">
            {[...inputs, ...outputs].map((path) => (
              <li key={path} class="mono cut" title={path}>{path}</li>
            ))}
          </ul>
        </details>
      )}
      <details>
        <summary>Template ({bundle.templateType})</summary>
        <pre class="text-box" tabIndex={0}>{bundle.template}</pre>
      </details>
    </aside>
  );
}

const NAMES: Partial<Record<ParameterField["type"], string>> = {
  STRING: "Text",
  INT: "Whole number",
  FLOAT: "Number",
  BOOL: "Yes or no",
  RANGE_EXPR: "Range",
  "LIST[STRING]": "List of texts",
  "LIST[PATH]": "List of paths",
  "LIST[INT]": "List of whole numbers",
  "LIST[FLOAT]": "List of numbers",
  "LIST[BOOL]": "List of yes or no",
  "LIST[LIST[INT]]": "Rows of whole numbers",
};

/** The type of a parameter in the words of people. */
function typeName({ type, objectType, dataFlow }: ParameterField): string {
  if (type !== "PATH") return NAMES[type] ?? type;
  const what = objectType === "FILE" ? "file" : "folder";
  if (dataFlow === "IN") return `Input ${what}`;
  if (dataFlow === "OUT") return `Output ${what}`;
  return what === "file" ? "File" : "Folder";
}
