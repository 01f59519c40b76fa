import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  decodeJobTemplate,
  formatRange,
  instantiateJob,
  parseFormatString,
  RangeExpression,
  resolveFormatString,
  resolveJobParameters,
  TemplateError,
} from "@deadline/openjd";
import { job } from "./_templates.ts";

function tasksOf(
  taskParameterDefinitions: Record<string, unknown>[],
  { combination, ...changes }: Record<string, unknown> = {},
) {
  const template = decodeJobTemplate(job({
    steps: [{
      name: "S",
      parameterSpace: {
        taskParameterDefinitions,
        ...(combination !== undefined && { combination }),
      },
      script: { actions: { onRun: { command: "x" } } },
    }],
    ...changes,
  }));
  return instantiateJob(template, resolveJobParameters(template, {})).steps[0].tasks;
}

const values = (tasks: ReturnType<typeof tasksOf>) =>
  [...tasks].map((task) => Object.values(task).map(({ value }) => value).join(" "));
const int = (name: string, range: unknown) => ({ name, type: "INT", range });

// The order of tasks and the division into chunks were recorded from the reference implementation.
const SPACES: [string | undefined, Record<string, unknown>[], string[]][] = [
  [undefined, [int("A", "1-2"), int("B", "10,20")], ["1 10", "1 20", "2 10", "2 20"]],
  ["B * A", [int("A", "1-2"), int("B", "10,20")], ["10 1", "10 2", "20 1", "20 2"]],
  ["(A, C * B)", [int("A", "1-4"), int("B", "10,20"), int("C", "5-6")], [
    "1 5 10",
    "2 5 20",
    "3 6 10",
    "4 6 20",
  ]],
  ["C * (A, B)", [int("A", "1-2"), int("B", "10,20"), int("C", "5-6")], [
    "5 1 10",
    "5 2 20",
    "6 1 10",
    "6 2 20",
  ]],
  [undefined, [{ name: "F", type: "FLOAT", range: [1, "2.50"] }], ["1", "2.50"]],
];

for (const [combination, definitions, expected] of SPACES) {
  Deno.test(`instantiateJob() orders the tasks of ${combination ?? definitions[0].type} as the reference`, () => {
    assertEquals(values(tasksOf(definitions, { combination })), expected);
  });
}

const CHUNKS: [string, string, number, string[]][] = [
  ["CONTIGUOUS", "1-10", 3, ["1-3", "4-5", "6-8", "9-10"]],
  ["CONTIGUOUS", "1-10,15,17-19", 4, ["1-4", "5-7", "8-10", "15-15", "17-19"]],
  ["CONTIGUOUS", "1-6:2", 3, ["1-1", "3-3", "5-5"]],
  ["NONCONTIGUOUS", "1-10", 3, ["1-3", "4,5", "6-8", "9,10"]],
  ["NONCONTIGUOUS", "1-10,15,17-19", 4, ["1-4", "5-7", "8-10,15", "17-19"]],
  ["NONCONTIGUOUS", "1-20:2", 3, ["1-5:2", "7,9", "11-15:2", "17,19"]],
  ["NONCONTIGUOUS", "1-3,5-7,9", 4, ["1-3,5", "6,7,9"]],
  ["NONCONTIGUOUS", "10-1:-2", 3, ["6-10:2", "2,4"]],
];

for (const [rangeConstraint, range, defaultTaskCount, expected] of CHUNKS) {
  Deno.test(`instantiateJob() divides ${range} into ${rangeConstraint} chunks of ${defaultTaskCount}`, () => {
    const tasks = tasksOf([{
      name: "F",
      type: "CHUNK[INT]",
      range,
      chunks: { defaultTaskCount, rangeConstraint },
    }], { extensions: ["TASK_CHUNKING"] });
    assertEquals(values(tasks), expected);
  });
}

Deno.test("instantiateJob() counts and indexes a million million tasks without listing them", () => {
  const tasks = tasksOf([int("A", "1-1000000"), int("B", "1-1000000")]);
  assertEquals(tasks.size, 1e12);
  assertEquals(tasks.at(1e12 - 1), {
    A: { type: "INT", value: "1000000" },
    B: { type: "INT", value: "1000000" },
  });
  assertThrows(() => tasks.at(1e12), RangeError);
});

Deno.test("instantiateJob() gives a step without parameters one task", () => {
  const template = decodeJobTemplate(job());
  const { tasks } = instantiateJob(template, resolveJobParameters(template, {})).steps[0];
  assertEquals([...tasks], [{}]);
});

Deno.test("instantiateJob() says where a template does not work with its parameters", () => {
  const template = decodeJobTemplate(job({
    name: "{{Param.Name}}",
    steps: [{
      name: "S",
      parameterSpace: { taskParameterDefinitions: [int("F", "{{Param.Name}}")] },
      script: { actions: { onRun: { command: "x" } } },
    }],
  }));
  const parameters = resolveJobParameters(template, { Name: "x".repeat(129) });
  const { issues } = assertThrows(() => instantiateJob(template, parameters), TemplateError);
  assertEquals(issues.map(({ path }) => path), [
    "name",
    "steps[0] -> parameterSpace -> taskParameterDefinitions[0] -> range",
  ]);
});

Deno.test("instantiateJob() refuses parts side by side of different lengths", () => {
  assertThrows(
    () => tasksOf([int("A", "1-2"), int("B", "1-3")], { combination: "(A, B)" }),
    TemplateError,
    "steps[0] -> parameterSpace -> combination",
  );
});

Deno.test("RangeExpression.at() gives what iterating gives, for every range", () => {
  const part = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 7 }))
    .map(([length, step]) => ({ length, step }));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      let start = -50;
      const texts = parts.map(({ length, step }) => {
        const text = `${start}-${start + length}:${step}`;
        start += length + 1;
        return text;
      });
      const range = RangeExpression.parse(texts.join(","));
      const listed = [...range];
      assertEquals(listed.length, range.size);
      listed.forEach((value, index) => assertEquals(range.at(index), value));
    }),
    { seed: 7, numRuns: 200 },
  );
});

Deno.test("formatRange() writes what RangeExpression.parse() reads back", () => {
  const numbers = fc.uniqueArray(fc.integer({ min: -200, max: 200 }), { minLength: 1 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(numbers, (list) => {
      const text = formatRange(list);
      assertEquals([...RangeExpression.parse(text)], list);
    }),
    { seed: 7, numRuns: 300 },
  );
});

Deno.test("RangeExpression.parse() says which part is wrong", () => {
  assertThrows(() => RangeExpression.parse("1-5,x,9"), SyntaxError, '"x"');
  assertThrows(() => RangeExpression.parse("1-5:0"), SyntaxError, "step of 0");
  assertThrows(() => RangeExpression.parse("1-9,5"), SyntaxError, "overlap at 5");
});

Deno.test("resolveFormatString() puts values in and leaves the rest alone", () => {
  const symbols = new Map([["Param.A", "{{Param.B}}"], ["Param.B", "b"]]);
  assertEquals(resolveFormatString("{x} {{ Param.A }}{{Param.B}}", symbols), "{x} {{Param.B}}b");
  assertThrows(() => resolveFormatString("{{Param.C}}", symbols), ReferenceError, "Param.C");
});

Deno.test("parseFormatString() never loses a character of a text without braces", () => {
  fc.assert(
    fc.property(fc.string().filter((text) => !/[{}]/.test(text)), (text) => {
      assert(
        parseFormatString(text).every((segment) => "text" in segment && segment.text === text),
      );
    }),
    { seed: 7 },
  );
});
