import type { JSX } from "preact";
import type { ParameterField } from "@/server/contract.ts";
import type { Draft } from "@/client/draft.ts";
import { groupFields, type Issues, parameterId, valueOf } from "@/client/submit_form.ts";
import { ParameterControl } from "./ParameterControl.tsx";

/** Job parameters, in the groups of their template. */
export function ParameterGroups({ title, fields, draft, issues, tried, onValue }: {
  /** The title of fields without a group. */
  title: string;
  fields: readonly ParameterField[];
  draft: Draft;
  issues: Issues;
  /** Whether sending was tried: until then nobody is told off about a field not touched yet. */
  tried: boolean;
  onValue: (name: string, value: string) => void;
}): JSX.Element {
  return (
    <>
      {groupFields(fields).map(({ group, fields }) => (
        <fieldset key={group} class="form-group">
          <legend>{group || title}</legend>
          {fields.map((field) => (
            <ParameterControl
              key={field.name}
              field={field}
              value={valueOf(field, draft)}
              issue={tried || draft.parameters[field.name] !== undefined
                ? issues.get(parameterId(field))?.text
                : undefined}
              onValue={(value) => onValue(field.name, value)}
            />
          ))}
        </fieldset>
      ))}
    </>
  );
}
