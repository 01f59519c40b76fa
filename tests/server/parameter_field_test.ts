import { assertEquals } from "@std/assert";
import type { JobParameterDefinition } from "@deadline/openjd";
import { toField } from "@/server/shapes/parameter_field.ts";

const controlOf = (definition: object) =>
  toField({ name: "P", ...definition } as unknown as JobParameterDefinition).control;

Deno.test("each type of parameter has a control, also those of templates with extensions", () => {
  const controls: [definition: object, control: string][] = [
    [{ type: "STRING" }, "LINE_EDIT"],
    [{ type: "INT" }, "SPIN_BOX"],
    [{ type: "BOOL" }, "CHECK_BOX"],
    [{ type: "RANGE_EXPR" }, "LINE_EDIT"],
    [{ type: "LIST[STRING]" }, "LINE_EDIT_LIST"],
    [{ type: "LIST[INT]" }, "SPIN_BOX_LIST"],
    [{ type: "LIST[FLOAT]" }, "SPIN_BOX_LIST"],
    [{ type: "LIST[BOOL]" }, "CHECK_BOX_LIST"],
    [{ type: "LIST[PATH]" }, "CHOOSE_DIRECTORY_LIST"],
    [{ type: "LIST[PATH]", objectType: "FILE" }, "CHOOSE_INPUT_FILE_LIST"],
    [{ type: "LIST[PATH]", objectType: "FILE", dataFlow: "OUT" }, "CHOOSE_OUTPUT_FILE_LIST"],
    [{ type: "LIST[LIST[INT]]" }, "MULTILINE_EDIT"],
    [{ type: "BOOL", userInterface: { control: "HIDDEN" } }, "HIDDEN"],
  ];
  for (const [definition, control] of controls) {
    assertEquals(controlOf(definition), control, JSON.stringify(definition));
  }
  const list = { name: "P", type: "LIST[INT]", default: "[1]", item: { maxValue: 9 } };
  const { value, item } = toField(list as unknown as JobParameterDefinition);
  assertEquals([value, item], ["[1]", { maxValue: 9 }]);
});
