import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  decodeJobTemplate,
  parseDocument,
  parseEnvironmentTemplate,
  parseJobTemplate,
  TemplateError,
} from "@deadline/openjd";
import { job, TEMPLATES } from "./_templates.ts";

for (const { what, template, wrongAt } of TEMPLATES) {
  Deno.test(`decodeJobTemplate() ${wrongAt === undefined ? "takes" : "refuses"} ${what}`, () => {
    if (wrongAt === undefined) {
      assertEquals(decodeJobTemplate(template).specificationVersion, "jobtemplate-2023-09");
    } else {
      const { issues } = assertThrows(() => decodeJobTemplate(template), TemplateError);
      assertEquals(issues[0].path, wrongAt, issues[0].message);
    }
  });
}

Deno.test("parseJobTemplate() tells everything that is wrong, not only the first", () => {
  const error = assertThrows(
    () =>
      decodeJobTemplate(job({
        colour: "red",
        name: "{{Param.Nome}}",
        steps: [
          {
            name: "S",
            dependencies: [{ dependsOn: "X" }],
            script: { actions: { onRun: { command: "{{Tusk}}" } } },
          },
        ],
      })),
    TemplateError,
  );
  assertEquals(error.issues.map(({ path }) => path), [
    "colour",
    "steps[0] -> dependencies[0] -> dependsOn",
    "name",
    "steps[0] -> script -> actions -> onRun -> command",
  ]);
  assertStringIncludes(error.message, "4 problems");
});

Deno.test("parseJobTemplate() hints at the name that was meant", () => {
  const error = assertThrows(
    () => decodeJobTemplate(job({ name: "{{param.name}}" })),
    TemplateError,
  );
  assertStringIncludes(error.message, '"{{Param.Name}}" would');
});

Deno.test("parseDocument() refuses a key that occurs twice, in YAML and in JSON", () => {
  assertThrows(() => parseDocument("a: 1\nb: 2\na: 3\n", "YAML"), TemplateError, "line 3");
  const json = '{ "a": { "b": 1, "c": [{ "b": 1 }, { "b": 2 }] },\n "d": 1, "\\u0064": 2 }';
  assertThrows(() => parseDocument(json, "JSON"), TemplateError, '"d" occurs again at line 2');
});

Deno.test("parseDocument() says where a text is not YAML or JSON", () => {
  assertThrows(() => parseDocument("a: [1, 2", "YAML"), TemplateError, "not YAML");
  assertThrows(() => parseDocument('{ "a": 1, }', "JSON"), TemplateError, "not JSON");
});

Deno.test("parseDocument() is not blown up by aliases of aliases", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++) {
    lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]`);
  }
  assertThrows(() => parseDocument(lines.join("\n"), "YAML"), TemplateError);
});

Deno.test("parseJobTemplate() follows a chain of a thousand steps", () => {
  const script = { actions: { onRun: { command: "x" } } };
  const steps = Array.from({ length: 1000 }, (_, i) => ({
    name: `S${i}`,
    script,
    ...(i < 999 && { dependencies: [{ dependsOn: `S${i + 1}` }] }),
  }));
  assertEquals(
    decodeJobTemplate(job({ parameterDefinitions: undefined, steps })).steps.length,
    1000,
  );
});

Deno.test("parseEnvironmentTemplate() reads an environment with its parameters", () => {
  const { environment, parameterDefinitions } = parseEnvironmentTemplate(
    `
specificationVersion: environment-2023-09
parameterDefinitions: [{ name: Version, type: STRING, default: "4.1" }]
environment:
  name: Renderer
  variables: { RENDERER: "{{Param.Version}}" }
`,
    "YAML",
  );
  assertEquals(environment.variables, { RENDERER: "{{Param.Version}}" });
  assertEquals(parameterDefinitions?.[0].default, "4.1");
  assertThrows(
    () => parseEnvironmentTemplate('{"specificationVersion":"jobtemplate-2023-09"}', "JSON"),
    TemplateError,
    "must be environment-2023-09",
  );
});

Deno.test("parseJobTemplate() keeps values of every type as the texts that travel", () => {
  const { parameterDefinitions } = parseJobTemplate(
    `
specificationVersion: jobtemplate-2023-09
name: J
parameterDefinitions:
  - { name: I, type: INT, default: 7, allowedValues: [7, "8"] }
  - { name: F, type: FLOAT, default: "1.50", minValue: "0.5" }
steps: [{ name: S, script: { actions: { onRun: { command: x } } } }]
`,
    "YAML",
  );
  assert(parameterDefinitions);
  assertEquals(parameterDefinitions[0].default, "7");
  assertEquals(parameterDefinitions[0].allowedValues, ["7", "8"]);
  assertEquals(parameterDefinitions[1].default, "1.50");
  assertEquals(parameterDefinitions[1].minValue, 0.5);
});
