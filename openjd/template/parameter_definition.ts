import { checkParameterValue, isFloatText, isIntegerText } from "../parameters/check.ts";
import type {
  FileFilter,
  JobParameterDefinition,
  JobParameterType,
  ParameterControl,
  ParameterUserInterface,
} from "../parameters/definition.ts";
import { description, identifier, title } from "./names.ts";
import {
  choice,
  decimal,
  integer,
  list,
  object,
  optional,
  type Place,
  required,
  type Shape,
  text,
  variant,
} from "./shape.ts";

type Definition = JobParameterDefinition;

/** A number of the document, or a text with a number, as the text that travels. */
function numberText(fits: (text: string) => boolean, what: string): Shape<string> {
  return (value, place) => {
    const written = typeof value === "number" ? String(value) : value;
    if (typeof written === "string" && fits(written)) return written.trim();
    return place.report(`must be ${what}`);
  };
}

const integerText = numberText(isIntegerText, "a whole number");
const floatText = numberText(isFloatText, "a number");
const valueText = text({ max: 1024 });

const fileFilter: Shape<FileFilter> = object<FileFilter>({
  label: required(title),
  patterns: required(list(
    text({
      min: 1,
      max: 20,
      pattern: /^(\*|\*\.\*|\*\.[^*?[\]{}/\\:<>|"\s]+)$/,
      what: "a file name pattern: *, *.* or *.ext",
    }),
    { min: 1, max: 20 },
  )),
});

interface UserInterfaceFields {
  controls: ParameterControl[];
  step?: Shape<number>;
  decimals?: boolean;
  files?: boolean;
}

/** The `userInterface` of one parameter type: its controls, and the fields that go with it. */
function userInterface({ controls, step, decimals, files }: UserInterfaceFields) {
  return object<ParameterUserInterface>(
    {
      control: optional(choice(...controls)),
      label: optional(title),
      groupLabel: optional(title),
      ...(step && { singleStepDelta: optional(step) }),
      ...(decimals && { decimals: optional(integer({ min: 0 })) }),
      ...(files && {
        fileFilters: optional(list(fileFilter, { min: 1, max: 20 })),
        fileFilterDefault: optional(fileFilter),
      }),
    } as Parameters<typeof object<ParameterUserInterface>>[0],
  );
}

/** Fields that all four types share. */
function common<T extends JobParameterType>(type: T, value: Shape<string>) {
  return {
    name: required(identifier),
    type: required(choice(type)),
    description: optional(description),
    default: optional(value),
    allowedValues: optional(list(value, { min: 1 })),
  };
}

/** Rules that hold between the fields of one definition. */
function checkDefinition(definition: Definition, place: Place): void {
  checkOrder(definition.minLength, definition.maxLength, place.at("maxLength"), "minLength");
  checkOrder(definition.minValue, definition.maxValue, place.at("maxValue"), "minValue");
  const { default: preset, allowedValues } = definition;
  const { allowedValues: _, ...bounds } = definition;
  allowedValues?.forEach((value, index) => {
    const wrong = checkParameterValue(bounds, value);
    if (wrong) place.at("allowedValues", index).report(`"${value}" ${wrong}`);
  });
  if (preset !== undefined) {
    const wrong = checkParameterValue(definition, preset);
    if (wrong) place.at("default").report(`"${preset}" ${wrong}`);
  }
  checkControl(definition, place.at("userInterface"));
}

function checkOrder(
  low: number | undefined,
  high: number | undefined,
  place: Place,
  lowName: string,
): void {
  if (low !== undefined && high !== undefined && low > high) {
    place.report(`must not be less than ${lowName}, which is ${low}`);
  }
}

const SWITCHES = [["true", "false"], ["yes", "no"], ["on", "off"], ["1", "0"]];

function checkControl({ allowedValues, userInterface }: Definition, place: Place): void {
  const control = userInterface?.control;
  if (!control || control === "HIDDEN") return checkFilters(userInterface, place);
  if (control === "CHECK_BOX") {
    const given = allowedValues?.map((value) => value.toLowerCase()).sort();
    const fits = given &&
      SWITCHES.some((pair) => pair.toSorted().join() === given.join());
    if (!fits) {
      place.at("control").report(
        "CHECK_BOX needs allowedValues with one of the pairs true/false, yes/no, on/off, 1/0",
      );
    }
  } else if (control === "DROPDOWN_LIST") {
    if (!allowedValues) place.at("control").report("DROPDOWN_LIST needs allowedValues");
  } else if (allowedValues) {
    place.at("control").report(`${control} does not go with allowedValues`);
  }
  checkFilters(userInterface, place);
}

function checkFilters(userInterface: ParameterUserInterface | undefined, place: Place): void {
  const { control, fileFilters, fileFilterDefault } = userInterface ?? {};
  if (!fileFilters && !fileFilterDefault) return;
  const key = fileFilters ? "fileFilters" : "fileFilterDefault";
  if (control && control !== "CHOOSE_INPUT_FILE" && control !== "CHOOSE_OUTPUT_FILE") {
    place.at(key).report(`goes with a control that chooses a file, not with ${control}`);
  }
}

/** Reads one entry of `parameterDefinitions`. */
export const parameterDefinition: Shape<Definition> = variant<Definition>("type", {
  STRING: object<Definition>(
    {
      ...common("STRING", valueText),
      minLength: optional(integer({ min: 0 })),
      maxLength: optional(integer({ min: 1 })),
      userInterface: optional(userInterface({
        controls: ["LINE_EDIT", "MULTILINE_EDIT", "DROPDOWN_LIST", "CHECK_BOX", "HIDDEN"],
      })),
    } as Parameters<typeof object<Definition>>[0],
    checkDefinition,
  ),
  PATH: object<Definition>(
    {
      ...common("PATH", valueText),
      minLength: optional(integer({ min: 0 })),
      maxLength: optional(integer({ min: 1 })),
      objectType: optional(choice("FILE", "DIRECTORY")),
      dataFlow: optional(choice("NONE", "IN", "OUT", "INOUT")),
      userInterface: optional(userInterface({
        controls: [
          "CHOOSE_INPUT_FILE",
          "CHOOSE_OUTPUT_FILE",
          "CHOOSE_DIRECTORY",
          "DROPDOWN_LIST",
          "HIDDEN",
        ],
        files: true,
      })),
    } as Parameters<typeof object<Definition>>[0],
    checkDefinition,
  ),
  INT: object<Definition>(
    {
      ...common("INT", integerText),
      minValue: optional(integer()),
      maxValue: optional(integer()),
      userInterface: optional(userInterface({
        controls: ["SPIN_BOX", "DROPDOWN_LIST", "HIDDEN"],
        step: integer({ min: 1 }),
      })),
    } as Parameters<typeof object<Definition>>[0],
    checkDefinition,
  ),
  FLOAT: object<Definition>(
    {
      ...common("FLOAT", floatText),
      minValue: optional(decimal()),
      maxValue: optional(decimal()),
      userInterface: optional(userInterface({
        controls: ["SPIN_BOX", "DROPDOWN_LIST", "HIDDEN"],
        step: decimal({ above: 0 }),
        decimals: true,
      })),
    } as Parameters<typeof object<Definition>>[0],
    checkDefinition,
  ),
});
