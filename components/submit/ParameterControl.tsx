import type { JSX } from "preact";
import type { ParameterField } from "@/server/contract.ts";
import { parameterId } from "@/client/submit_form.ts";
import { FormField } from "./FormField.tsx";
import { ListControl } from "./ListControl.tsx";
import { PathInput } from "./PathInput.tsx";

/** What {@linkcode ParameterControl} takes. */
export interface ParameterControlProps {
  field: ParameterField;
  value: string;
  issue: string | undefined;
  onValue: (value: string) => void;
}

/** One job parameter with the control that its template asks for. */
export function ParameterControl(props: ParameterControlProps): JSX.Element {
  const { field, issue } = props;
  const id = parameterId(field);
  return (
    <FormField
      id={id}
      label={field.label}
      required={field.required}
      help={field.description}
      issue={issue}
    >
      {controlOf(props, {
        id,
        "aria-invalid": issue !== undefined,
        "aria-describedby": issue || field.description ? `${id}-note` : undefined,
      })}
    </FormField>
  );
}

/** Pairs that a check box stands for, the one for "on" first. */
const PAIRS = [["true", "false"], ["yes", "no"], ["on", "off"], ["1", "0"]];

interface Common {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

function controlOf(
  { field, value, onValue }: ParameterControlProps,
  common: Common,
): JSX.Element {
  const onInput = (
    event: JSX.TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>,
  ) => onValue(event.currentTarget.value);
  switch (field.control) {
    case "MULTILINE_EDIT":
      return <textarea {...common} class="field mono" rows={4} value={value} onInput={onInput} />;
    case "SPIN_BOX":
      return (
        <input
          {...common}
          class="field short"
          type="number"
          value={value}
          min={field.minValue}
          max={field.maxValue}
          step={stepOf(field)}
          onInput={onInput}
        />
      );
    case "DROPDOWN_LIST":
      return (
        <select {...common} class="select" value={value} onChange={onInput}>
          {!field.allowedValues?.includes(value) && <option value={value}>Choose…</option>}
          {field.allowedValues?.map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
      );
    case "CHECK_BOX": {
      const [on, off] = pairOf(field);
      return (
        <input
          {...common}
          type="checkbox"
          checked={value.toLowerCase() === on.toLowerCase()}
          onChange={(event) => onValue(event.currentTarget.checked ? on : off)}
        />
      );
    }
    case "CHOOSE_INPUT_FILE":
    case "CHOOSE_OUTPUT_FILE":
    case "CHOOSE_DIRECTORY":
      return <PathInput field={field} value={value} onValue={onValue} common={common} />;
    case "LINE_EDIT_LIST":
    case "SPIN_BOX_LIST":
    case "CHECK_BOX_LIST":
    case "CHOOSE_INPUT_FILE_LIST":
    case "CHOOSE_OUTPUT_FILE_LIST":
    case "CHOOSE_DIRECTORY_LIST":
      return <ListControl field={field} value={value} onValue={onValue} common={common} />;
    default:
      return (
        <input
          {...common}
          class={field.type === "RANGE_EXPR" ? "field mono" : "field"}
          type="text"
          spellcheck={false}
          value={value}
          onInput={onInput}
        />
      );
  }
}

/** What one click on the arrows changes; a number with a fraction may have any value in between. */
function stepOf({ type, singleStepDelta, decimals }: ParameterField): number | "any" {
  if (singleStepDelta !== undefined) return singleStepDelta;
  if (type === "INT") return 1;
  return decimals === undefined ? "any" : 10 ** -decimals;
}

/** The two values of a check box, in the template's own case. */
function pairOf({ allowedValues = [] }: ParameterField): [string, string] {
  for (const [on, off] of PAIRS) {
    const shownOn = allowedValues.find((one) => one.toLowerCase() === on);
    const shownOff = allowedValues.find((one) => one.toLowerCase() === off);
    if (shownOn !== undefined && shownOff !== undefined) return [shownOn, shownOff];
  }
  return ["true", "false"];
}
