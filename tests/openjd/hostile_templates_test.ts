import {
  type DocumentType,
  parseJobTemplate,
  RangeExpression,
  TemplateError,
} from "@deadline/openjd";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";

const HEAD = "specificationVersion: jobtemplate-2023-09\nname: N\n";
const STEP = "steps:\n  - name: S\n    script: { actions: { onRun: { command: a } } }\n";
const STEP_OBJECT = { name: "S", script: { actions: { onRun: { command: "a" } } } };

function json(more: Record<string, unknown>): string {
  return JSON.stringify({
    specificationVersion: "jobtemplate-2023-09",
    name: "N",
    steps: [STEP_OBJECT],
    ...more,
  });
}

function space(parameterSpace: unknown): string {
  return json({ steps: [{ ...STEP_OBJECT, parameterSpace }] });
}

function ranged(range: string): string {
  return space({ taskParameterDefinitions: [{ name: "P", type: "INT", range }] });
}

const parameters = Array.from(
  { length: 26 },
  (_, i) => ({ name: `P${i}`, type: "INT", range: "1" }),
);
const TASKS = "steps[0] -> parameterSpace";

// What is wrong, the text, and what the error must name.
const REFUSED: [what: string, type: DocumentType, text: string, named: string][] = [
  ["an alias of itself", "YAML", `${HEAD}x: &x [*x]\n${STEP}`, "x: unknown field"],
  ["a merge key", "YAML", `${HEAD}<<: { description: d }\n${STEP}`, "<<: unknown field"],
  ["a key twice", "YAML", `${HEAD}name: M\n${STEP}`, "line 3"],
  ["tabs", "YAML", `${HEAD}steps:\n\t- name: S\n`, "line 4"],
  ["a number as key", "YAML", `${HEAD}1: x\n${STEP}`, "1: unknown field"],
  ["a list as key", "YAML", `${HEAD}[a, b]: x\n${STEP}`, "[ a, b ]: unknown field"],
  ["two documents", "YAML", `${HEAD}${STEP}---\nx: 1\n`, "multiple documents"],
  ["a tag", "YAML", `${HEAD}description: !!js/function 'f'\n${STEP}`, "Unresolved tag"],
  ["bytes", "YAML", `${HEAD}description: !!binary aGk=\n${STEP}`, "description"],
  ["a megabyte of text", "YAML", `${HEAD}description: ${"x".repeat(1e6)}\n${STEP}`, "description"],
  ["lists in lists", "YAML", "[".repeat(20_000), "nested too deeply"],
  ["nothing", "YAML", "", "must be an object"],
  ["a zero byte", "YAML", "\0", "must be an object"],
  [
    "NaN",
    "YAML",
    `${HEAD}parameterDefinitions: [{ name: F, type: FLOAT, default: .nan }]\n${STEP}`,
    "parameterDefinitions[0] -> default",
  ],
  ["no JSON", "JSON", "", "not JSON"],
  ["__proto__", "JSON", `{"__proto__":{"x":1},${json({}).slice(1)}`, "__proto__: unknown field"],
  ["a control character", "JSON", json({ name: "a\u0007b" }), "name"],
  ["an unknown extension", "JSON", json({ extensions: ["EXPR"] }), "extensions[0]"],
  ["braces without end", "JSON", json({ name: "{{".repeat(20_000) }), "name"],
  [
    "a very long name",
    "JSON",
    json({ parameterDefinitions: [{ name: `${"a".repeat(1e5)}!`, type: "INT" }] }),
    "parameterDefinitions[0] -> name",
  ],
  [
    "a deep combination",
    "JSON",
    space({
      taskParameterDefinitions: parameters.slice(0, 1),
      combination: `${"(".repeat(1e4)}P0${")".repeat(1e4)}`,
    }),
    `${TASKS} -> combination`,
  ],
  [
    "too many parameters",
    "JSON",
    space({ taskParameterDefinitions: parameters }),
    `${TASKS} -> taskParameterDefinitions`,
  ],
  [
    "a number that is no number any more",
    "JSON",
    ranged("1-9007199254740993"),
    `${TASKS} -> taskParameterDefinitions[0] -> range`,
  ],
  [
    "a range without an end",
    "JSON",
    ranged("1-5:0"),
    `${TASKS} -> taskParameterDefinitions[0] -> range`,
  ],
  [
    "a step after itself",
    "JSON",
    json({ steps: [{ ...STEP_OBJECT, dependencies: [{ dependsOn: "S" }] }] }),
    "steps[0] -> dependencies[0]",
  ],
];

for (const [what, type, text, named] of REFUSED) {
  Deno.test(`a template with ${what} is refused, and the place is named`, () => {
    const error = assertThrows(() => parseJobTemplate(text, type), TemplateError);
    assertStringIncludes(error.message, named);
  });
}

const TAKEN: [what: string, type: DocumentType, text: string][] = [
  ["line ends of Windows", "YAML", (HEAD + STEP).replaceAll("\n", "\r\n")],
  ["a byte order mark", "YAML", `\ufeff${HEAD}${STEP}`],
  ["names in any script", "JSON", json({ name: "日本語 𝕏" })],
  [
    "thousands of steps",
    "JSON",
    json({ steps: Array.from({ length: 2000 }, (_, i) => ({ ...STEP_OBJECT, name: `S${i}` })) }),
  ],
  ["a range of a billion", "JSON", ranged("1-1000000000")],
];

for (const [what, type, text] of TAKEN) {
  Deno.test(`a template with ${what} is taken`, () => {
    assert(parseJobTemplate(text, type).steps.length > 0);
  });
}

Deno.test("parts of a range that meet become one that goes up, as in the reference", () => {
  const numbers = (text: string) => [...RangeExpression.parse(text)];
  assertEquals(numbers("7,9-8:-1"), [7, 8, 9]);
  assertEquals(numbers("5-3:-1,1-2"), [1, 2, 3, 4, 5]);
  assertEquals(numbers("1-3,10-8:-2,5"), [1, 2, 3, 5, 10, 8]);
  assertEquals(numbers("10-1:-3,20-15:-5"), [10, 7, 4, 1, 20, 15]);
  assertEquals(RangeExpression.parse("7,9-8:-1").at(1), 8);
});
