import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import {
  type Bundle,
  BundleError,
  readBundle,
  resolveBundleParameters,
} from "@deadline/client/bundle";
import { isUri, type ParameterRules } from "../../lib/bundle/parameter_type.ts";
import { checkValueText, readParameterValue } from "../../lib/bundle/parameter_value.ts";
import { toWireParameter } from "../../lib/bundle/wire_parameters.ts";

type Rules = Omit<ParameterRules, "name">;

const wireOf = (rules: Rules, value: unknown) => {
  const text = readParameterValue({ name: "P", ...rules }, value);
  return Object.entries(toWireParameter(rules.type, text))[0];
};

/** Values that may be used, and what is sent for them. */
const SENT: [rules: Rules, value: unknown, member: string, sent: unknown][] = [
  [{ type: "STRING" }, "1_0", "string", "1_0"],
  [{ type: "STRING" }, true, "string", "True"],
  [{ type: "INT" }, " 7 ", "int", "7"],
  [{ type: "INT" }, "1_000", "int", "1000"],
  [{ type: "INT" }, 5.0, "int", "5"],
  [{ type: "INT" }, true, "int", "1"],
  [{ type: "FLOAT" }, " 1e-3 ", "float", "1e-3"],
  [{ type: "BOOL" }, "Yes", "bool", "true"],
  [{ type: "BOOL" }, 0, "bool", "false"],
  [{ type: "RANGE_EXPR" }, "1-10:2, 20", "rangeExpr", "1-10:2, 20"],
  [{ type: "LIST[STRING]" }, '["a", "é"]', "stringList", ["a", "é"]],
  [{ type: "LIST[PATH]" }, [], "pathList", []],
  [{ type: "LIST[INT]" }, "[1, 9007199254740993]", "intList", ["1", "9007199254740993"]],
  [{ type: "LIST[FLOAT]" }, [1, 0.5, 1e16, 1e-7, 123456], "floatList", [
    "1.0",
    "0.5",
    "1e+16",
    "1e-07",
    "123456.0",
  ]],
  [{ type: "LIST[BOOL]" }, [true, "OFF", 1], "boolList", ["true", "false", "true"]],
  [{ type: "LIST[LIST[INT]]" }, "[[1, 2], []]", "intListList", [["1", "2"], []]],
];

for (const [rules, value, member, sent] of SENT) {
  Deno.test(`a ${rules.type} takes ${JSON.stringify(value)}`, () => {
    assertEquals(wireOf(rules, value), [member, sent]);
  });
}

/** Values that are refused, and what the error says. */
const REFUSED: [rules: Rules, value: unknown, message: string][] = [
  [{ type: "INT" }, "5.0", "must be a whole number"],
  [{ type: "INT" }, 5.5, "must be a whole number"],
  [{ type: "FLOAT" }, "nan", "must be a number"],
  [{ type: "STRING" }, null, "must be text or a number"],
  [{ type: "PATH" }, 5, "must be text"],
  [{ type: "PATH" }, "x".repeat(1025), "at most 1024 characters"],
  [{ type: "BOOL" }, "maybe", "neither true nor false"],
  [{ type: "BOOL" }, 2, "neither true nor false"],
  [{ type: "RANGE_EXPR" }, "10-1", "its step must be negative"],
  [{ type: "RANGE_EXPR" }, "1-5,4", "overlap"],
  [{ type: "RANGE_EXPR" }, "1,".repeat(600), "more than 1024 characters"],
  [{ type: "LIST[STRING]" }, "a", "not the JSON text of a list"],
  [{ type: "LIST[STRING]" }, Array(65).fill("a"), "must have 0 to 64 items"],
  [{ type: "LIST[STRING]", item: { allowedValues: ["a"] } }, ["b"], 'must be one of "a"'],
  [{ type: "LIST[PATH]" }, ["x".repeat(1025)], "0 to 1024 characters"],
  [{ type: "LIST[INT]" }, "[1.0]", "must be a whole number"],
  [{ type: "LIST[INT]" }, "[9223372036854775808]", "must fit in 64 bits"],
  [{ type: "LIST[INT]", item: { maxValue: 3 } }, [4], "must be 3 or less"],
  [{ type: "LIST[INT]", minLength: 2 }, [4], "must have 2 to 512 items"],
  [{ type: "LIST[FLOAT]" }, ["1"], "must be a number"],
  [{ type: "LIST[BOOL]" }, [2], "neither true nor false"],
  [{ type: "LIST[LIST[INT]]" }, [Array(65).fill(1)], "must have 0 to 64 items"],
  [{ type: "LIST[LIST[INT]]", item: { item: { minValue: 0 } } }, [[-1]], "must be 0 or more"],
];

for (const [rules, value, message] of REFUSED) {
  const shown = JSON.stringify(value).slice(0, 40);
  Deno.test(`a ${rules.type} refuses ${shown}: ${message}`, () => {
    const named = { name: "P", ...rules };
    const check = () => {
      const wrong = checkValueText(named, readParameterValue(named, value));
      if (wrong) throw new TypeError(wrong);
    };
    assertStringIncludes(assertThrows(check, TypeError).message, message);
  });
}

/** Reads a bundle of these files and resolves it with these values. */
async function resolved(
  files: Record<string, string>,
  values: Record<string, unknown> = {},
  change: (bundle: Bundle) => Bundle = (bundle) => bundle,
) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const bundle = change(await readBundle(folder));
    const { parameters } = resolveBundleParameters(bundle, { values, cwd: "/home/ann" });
    const found = Object.fromEntries(
      parameters.map(({ definition, value }) => [definition.name, value]),
    );
    return { folder, values: found };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const template = (definitions: object[]) =>
  JSON.stringify({
    specificationVersion: "jobtemplate-2023-09",
    name: "Job",
    parameterDefinitions: definitions,
    steps: [{ name: "S", script: { actions: { onRun: { command: "true" } } } }],
  });

Deno.test("a version written as a number keeps its last digit", async () => {
  const definitions = [
    { name: "Version", type: "STRING" },
    { name: "Size", type: "FLOAT" },
    { name: "Count", type: "INT" },
  ];
  for (
    const [file, text] of [
      [
        "parameter_values.yaml",
        "parameterValues: [{name: Version, value: 2.0}, {name: Size, value: 1.50}, {name: Count, value: 0x10}]",
      ],
      [
        "parameter_values.json",
        '{"parameterValues": [{"name": "Version", "value": 2.0}, {"name": "Size", "value": 1.50}, {"name": "Count", "value": 16}]}',
      ],
    ]
  ) {
    const { values } = await resolved({ "template.json": template(definitions), [file]: text });
    assertEquals(values, { Version: "2.0", Size: "1.50", Count: "16" });
  }
});

Deno.test("JSON in a file that says it is YAML is read, as the Python client's submitters write it", async () => {
  const { values } = await resolved({
    "template.yaml": template([{ name: "A", type: "STRING" }]),
    "parameter_values.yaml": JSON.stringify(
      { parameterValues: [{ name: "A", value: 'a: "b"\n#c' }] },
      null,
      2,
    ),
  });
  assertEquals(values, { A: 'a: "b"\n#c' });
});

Deno.test("an empty path of the submitter is no value, and a bundle's path stays as written", async () => {
  const { values } = await resolved({
    "template.json": template([{ name: "A", type: "PATH" }, { name: "B", type: "PATH" }]),
    "parameter_values.json": JSON.stringify({
      parameterValues: [{ name: "A", value: "rel/a" }, { name: "B", value: "b" }],
    }),
  }, { A: "", B: "x/../y" });
  assertEquals(values, { A: "rel/a", B: "/home/ann/y" });
});

Deno.test("a hidden parameter without a value, and values without a parameter, are named", async () => {
  const error = await resolved({
    "template.json": template([
      { name: "Secret", type: "STRING", userInterface: { control: "HIDDEN" } },
    ]),
    "parameter_values.json": JSON.stringify({
      parameterValues: [{ name: "Nobody", value: "x" }, { name: "maya:thing", value: 1 }],
    }),
  }).catch((reason) => reason);
  assertEquals(error instanceof BundleError, true);
  assertStringIncludes(error.message, "Secret: is hidden and has no value and no default");
  assertStringIncludes(error.message, 'has no parameter "Nobody"');
  assertEquals(error.message.includes("maya"), false);
});

for (const bad of ["/etc/passwd", "../up", "a/../../up"]) {
  Deno.test(`a path default that leads out of the bundle is refused: ${bad}`, async () => {
    const files = { "template.json": template([{ name: "P", type: "PATH", default: bad }]) };
    const error = await resolved(files).catch((reason) => reason);
    assertStringIncludes(error.message, "is not a path inside the bundle");
  });
}

Deno.test("with the extension EXPR a path may be an address, which is taken as it is", async () => {
  const files = {
    "template.json": template([
      { name: "P", type: "PATH", default: "s3://bucket/a" },
      { name: "Q", type: "PATH" },
    ]),
  };
  const values = { Q: "s3://bucket/../b" };
  const expr = (bundle: Bundle) => ({
    ...bundle,
    template: { ...bundle.template, extensions: ["EXPR"] },
  });
  assertEquals((await resolved(files, values, expr)).values, {
    P: "s3://bucket/a",
    Q: "s3://bucket/../b",
  });
  assertEquals((await resolved(files, values)).values.Q, "/home/ann/s3:/b");
  assertEquals([isUri("C://x"), isUri("s3://x"), isUri("/s3://x")], [false, true, false]);
});

/** A template that asks for extensions, of which the client knows no more than their names. */
const withExtensions = (text: string, ...extensions: string[]) =>
  text.replace("{", `{"extensions": ${JSON.stringify(extensions)},`);

Deno.test("a template with extensions that are the service's matter is submitted as it is", async () => {
  const definitions = [
    { name: "Flag", type: "bool", default: true },
    { name: "Frames", type: "RANGE_EXPR", default: "1-10:2" },
    { name: "Counts", type: "LIST[INT]", default: [1, 2], item: { maxValue: 9 } },
    { name: "Files", type: "LIST[PATH]", default: ["a", "b/c"] },
    { name: "Steps", type: "INT", default: 5, maxValue: 7 },
  ];
  const text = withExtensions(template(definitions), "EXPR", "OF_TOMORROW");
  const files = { "template.json": text };
  const given = { Flag: "off", Counts: [3, 9] };
  const { values, folder } = await resolved(files, given);
  assertEquals(values, {
    Flag: "false",
    // The service knows the default.
    Frames: undefined,
    Counts: "[3,9]",
    Files: JSON.stringify([`${folder}/a`, `${folder}/b/c`]),
    Steps: undefined,
  });
  const wrong = await resolved(files, { Counts: [10] }).catch((reason) => reason);
  assertStringIncludes(wrong.message, "must be 9 or less");
});

Deno.test("what a submission needs of a template is checked, whatever extensions it has", async () => {
  const wrong: [part: object, message: string][] = [
    [{ name: "" }, "name: must be a text"],
    [{ steps: [] }, "steps: must be a list with at least one step"],
    [{ steps: [{}] }, "steps[0] -> name: must be a text"],
    [{ specificationVersion: "jobtemplate-2099-01" }, "must be jobtemplate-2023-09"],
    [{ parameterDefinitions: [{ name: "P", type: "DATE" }] }, '"DATE" is no type of a parameter'],
    [
      { parameterDefinitions: [{ type: "INT" }] },
      "parameterDefinitions[0] -> name: must be a text",
    ],
  ];
  for (const [part, message] of wrong) {
    const document = { ...JSON.parse(template([])), extensions: ["EXPR"], ...part };
    const files = { "template.json": JSON.stringify(document) };
    const error = await resolved(files).catch((reason) => reason);
    assertStringIncludes(error.message, message);
  }
});
