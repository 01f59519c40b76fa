import { assertEquals, assertThrows } from "@std/assert";
import { type EnvironmentTemplate, parseEnvironmentTemplate } from "@deadline/openjd";
import { queueParametersOf } from "@deadline/client/bundle";

function environment(name: string, parameterDefinitions: object[]): EnvironmentTemplate {
  const template = {
    specificationVersion: "environment-2023-09",
    parameterDefinitions,
    environment: { name, variables: { A: "b" } },
  };
  return parseEnvironmentTemplate(JSON.stringify(template), "JSON");
}

const PACKAGES = { name: "Packages", type: "STRING", default: "blender" };

Deno.test("parameters without a group are in the one of their environment, with their usual control", () => {
  const definitions = queueParametersOf([
    environment("Conda", [
      PACKAGES,
      { ...PACKAGES, name: "Mode", allowedValues: ["a", "blender"] },
      { ...PACKAGES, name: "Named", userInterface: { groupLabel: "Mine" } },
      { ...PACKAGES, name: "Hidden", userInterface: { control: "HIDDEN" } },
    ]),
    environment("Second", [{ name: "Count", type: "INT", default: 1 }]),
  ]);
  assertEquals(definitions.map(({ name, userInterface }) => [name, userInterface]), [
    ["Packages", { control: "LINE_EDIT", groupLabel: "Queue Environment: Conda" }],
    ["Mode", { control: "DROPDOWN_LIST", groupLabel: "Queue Environment: Conda" }],
    ["Named", { groupLabel: "Mine" }],
    ["Hidden", { control: "HIDDEN", groupLabel: "Queue Environment: Conda" }],
    ["Count", { control: "SPIN_BOX", groupLabel: "Queue Environment: Second" }],
  ]);
});

Deno.test("environments may define the same parameter, the first one's words hold", () => {
  const one = { ...PACKAGES, allowedValues: ["blender", "maya"], description: "one" };
  const other = { ...PACKAGES, allowedValues: ["maya", "blender"], description: "two" };
  const definitions = queueParametersOf([environment("A", [one]), environment("B", [other])]);
  assertEquals(definitions.map(({ description }) => description), ["one"]);
});

for (
  const [field, change] of [
    ["maxLength", { maxLength: 10 }],
    ["type", { type: "PATH" }],
    ["allowedValues", { allowedValues: ["blender"] }],
  ] as const
) {
  Deno.test(`environments that define the same parameter with another ${field} are an error`, () => {
    const templates = [
      environment("A", [PACKAGES]),
      environment("B", [{ ...PACKAGES, ...change }]),
    ];
    assertThrows(() => queueParametersOf(templates), TypeError, `in different ways: ${field}`);
  });
}

Deno.test("a parameter of an environment without a default is an error that names both", () => {
  const templates = [environment("A", [{ name: "P", type: "STRING" }])];
  assertThrows(
    () => queueParametersOf(templates),
    TypeError,
    '"A" gives the parameter "P" no default',
  );
});
