import { parseCombination } from "../job/combination.ts";
import { RangeExpression } from "../range_expression.ts";
import { identifier } from "./names.ts";
import { choice, formatText, integer, isDecimal, list, object, optional } from "./shape.ts";
import { type Place, required, type Shape, text, uniqueBy, variant } from "./shape.ts";
import type { Chunks, ParameterSpaceDefinition, TaskParameterDefinition } from "./types.ts";

type Range = (number | string)[] | string;

/** A whole number, or a format string that will be one. */
function integerOrFormat(bounds: { min?: number } = {}): Shape<number | string> {
  const number = integer(bounds);
  const format = formatText({ min: 1 });
  return (value, place) =>
    typeof value === "string" && value.includes("{{") ? format(value, place) : number(value, place);
}

const integerRange: Shape<Range> = (value, place) => {
  if (Array.isArray(value)) return list(integerOrFormat(), { min: 1, max: 1024 })(value, place);
  if (typeof value !== "string") {
    return place.report("must be a list of whole numbers or a range expression like 1-10:2");
  }
  const expression = formatText({ min: 1 })(value, place);
  if (expression === undefined || expression.includes("{{")) return expression;
  try {
    RangeExpression.parse(expression);
    return expression;
  } catch (error) {
    return place.report((error as Error).message);
  }
};

const floatValue: Shape<string> = (value, place) => {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && (value.includes("{{") || isDecimal(value))) {
    return formatText({ min: 1 })(value, place);
  }
  return place.report("must be a number or a text with a number");
};

function listRange(item: Shape<string>): Shape<string[]> {
  return list(item, { min: 1, max: 1024 });
}

type IntDefinition = Extract<TaskParameterDefinition, { type: "INT" }>;
type ListDefinition = Extract<TaskParameterDefinition, { type: "FLOAT" | "STRING" | "PATH" }>;
type ChunkDefinition = Extract<TaskParameterDefinition, { type: "CHUNK[INT]" }>;

const chunks: Shape<Chunks> = object<Chunks>({
  defaultTaskCount: required(integerOrFormat({ min: 1 })),
  targetRuntimeSeconds: optional(integerOrFormat({ min: 0 })),
  rangeConstraint: required(choice("CONTIGUOUS", "NONCONTIGUOUS")),
});

function listDefinition(type: ListDefinition["type"], item: Shape<string>): Shape<ListDefinition> {
  return object<ListDefinition>({
    name: required(identifier),
    type: required(choice(type)),
    range: required(listRange(item)),
  });
}

const definition: Shape<TaskParameterDefinition> = variant<TaskParameterDefinition>("type", {
  INT: object<IntDefinition>({
    name: required(identifier),
    type: required(choice("INT")),
    range: required(integerRange),
  }),
  FLOAT: listDefinition("FLOAT", floatValue),
  STRING: listDefinition("STRING", formatText({ max: 1024 })),
  PATH: listDefinition("PATH", formatText({ min: 1, max: 1024 })),
  "CHUNK[INT]": object<ChunkDefinition>(
    {
      name: required(identifier),
      type: required(choice("CHUNK[INT]")),
      range: required(integerRange),
      chunks: required(chunks),
    },
    (_, place) => {
      if (!place.extensions.has("TASK_CHUNKING")) {
        place.at("type").report('CHUNK[INT] needs "TASK_CHUNKING" in the extensions');
      }
    },
  ),
});

const namedOnce = uniqueBy((each: TaskParameterDefinition) => each.name, "task parameter");

const definitions: Shape<TaskParameterDefinition[]> = (value, place) => {
  const read = list(definition, { min: 1, max: 16 })(value, place);
  namedOnce(read, place);
  if (read && read.filter((each) => each.type === "CHUNK[INT]").length > 1) {
    place.report("only one of the task parameters may be a CHUNK[INT]");
  }
  return read;
};

/** Reads which tasks a step has. */
export const parameterSpace: Shape<ParameterSpaceDefinition> = object<ParameterSpaceDefinition>({
  taskParameterDefinitions: required(definitions),
  combination: optional(text({ min: 1, max: 1280 })),
}, checkCombination);

function checkCombination(space: ParameterSpaceDefinition, place: Place): void {
  if (space.combination === undefined) return;
  try {
    const chunked = space.taskParameterDefinitions.find((each) => each.type === "CHUNK[INT]");
    parseCombination(space.combination, space.taskParameterDefinitions.map((each) => each.name), {
      notInAssociation: chunked?.name,
    });
  } catch (error) {
    place.at("combination").report((error as Error).message);
  }
}
