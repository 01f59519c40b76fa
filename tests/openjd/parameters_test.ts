import { assertEquals, assertThrows } from "@std/assert";
import {
  checkParameterValue,
  derivedControl,
  type JobParameterDefinition,
  ParameterError,
  resolveJobParameters,
} from "@deadline/openjd";

const define = (definition: Partial<JobParameterDefinition>): JobParameterDefinition => ({
  name: "P",
  type: "STRING",
  ...definition,
});

const VALUES: [Partial<JobParameterDefinition>, string, string | undefined][] = [
  [{ minLength: 2 }, "a", "must have at least 2 characters"],
  [{ maxLength: 1 }, "ab", "must have at most 1 character, not 2"],
  [{ maxLength: 1 }, "🎬", undefined],
  [{}, "x".repeat(1025), "must have at most 1024 characters, not 1025"],
  [{ allowedValues: ["a", "b"] }, "c", 'must be one of "a", "b"'],
  [{ type: "INT" }, "1.5", "must be a whole number"],
  [{ type: "INT" }, " -7 ", undefined],
  [{ type: "INT" }, "", "must be a whole number"],
  [{ type: "INT", minValue: 0 }, "-1", "must be 0 or more"],
  [{ type: "INT", maxValue: 9 }, "10", "must be 9 or less"],
  [{ type: "INT", allowedValues: ["1", "2"] }, "01", undefined],
  [{ type: "FLOAT" }, "1e3", undefined],
  [{ type: "FLOAT" }, "NaN", "must be a number"],
  [{ type: "FLOAT" }, "0x10", "must be a number"],
  [{ type: "FLOAT", maxValue: 1.5 }, "1.51", "must be 1.5 or less"],
  [{ type: "PATH", minLength: 1 }, "", "must have at least 1 character"],
];

for (const [definition, value, expected] of VALUES) {
  const shown = value.length > 20 ? `${value.length} characters` : `"${value}"`;
  Deno.test(`checkParameterValue() judges ${shown} for ${JSON.stringify(definition)}`, () => {
    assertEquals(checkParameterValue(define(definition), value), expected);
  });
}

Deno.test("derivedControl() takes what the template asks for, else what fits the type", () => {
  const controls = [
    define({ userInterface: { control: "HIDDEN" } }),
    define({ allowedValues: ["a"] }),
    define({}),
    define({ type: "INT" }),
    define({ type: "FLOAT" }),
    define({ type: "PATH" }),
    define({ type: "PATH", objectType: "FILE" }),
    define({ type: "PATH", objectType: "FILE", dataFlow: "OUT" }),
  ].map(derivedControl);
  assertEquals(controls, [
    "HIDDEN",
    "DROPDOWN_LIST",
    "LINE_EDIT",
    "SPIN_BOX",
    "SPIN_BOX",
    "CHOOSE_DIRECTORY",
    "CHOOSE_INPUT_FILE",
    "CHOOSE_OUTPUT_FILE",
  ]);
});

Deno.test("resolveJobParameters() prefers what is given to the default", () => {
  const parameterDefinitions = [
    define({ name: "A", default: "a" }),
    define({ name: "B", type: "INT", default: "2" }),
  ];
  assertEquals(resolveJobParameters({ parameterDefinitions }, { B: 3 }), {
    A: { type: "STRING", value: "a" },
    B: { type: "INT", value: "3" },
  });
});

Deno.test("resolveJobParameters() tells about every parameter that cannot be used", () => {
  const parameterDefinitions = [define({ name: "Missing" }), define({ name: "N", type: "INT" })];
  const { issues } = assertThrows(
    () => resolveJobParameters({ parameterDefinitions }, { N: "many", Other: "1" }),
    ParameterError,
  );
  assertEquals(issues, [
    { name: "Missing", message: "has no value and no default" },
    { name: "N", message: '"many" must be a whole number' },
    { name: "Other", message: "the template has no such parameter" },
  ]);
});

Deno.test("resolveJobParameters() merges the parameters of environments, the tighter rule holds", () => {
  const template = { parameterDefinitions: [define({ name: "P", type: "INT", maxValue: 10 })] };
  const environments = [{
    parameterDefinitions: [
      define({ name: "P", type: "INT", minValue: 5, maxValue: 20, default: "6" }),
      define({ name: "Q", default: "q" }),
    ],
  }];
  assertEquals(resolveJobParameters(template, {}, { environments }), {
    P: { type: "INT", value: "6" },
    Q: { type: "STRING", value: "q" },
  });
  for (const P of ["4", "11"]) {
    assertThrows(() => resolveJobParameters(template, { P }, { environments }), ParameterError);
  }
});

Deno.test("resolveJobParameters() refuses definitions that contradict each other", () => {
  const { issues } = assertThrows(
    () =>
      resolveJobParameters({ parameterDefinitions: [define({ type: "INT" })] }, { P: "1" }, {
        environments: [{ parameterDefinitions: [define({ type: "FLOAT" })] }],
      }),
    ParameterError,
  );
  assertEquals(issues[0], { name: "P", message: "is defined with type FLOAT and with type INT" });
});
