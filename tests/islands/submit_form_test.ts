import { assertEquals } from "@std/assert";
import type { BundleDetail, ParameterField } from "@/server/contract.ts";
import { checkParameter } from "@/client/check_parameter.ts";
import { NO_DRAFT } from "@/client/draft.ts";
import { checkForm, groupFields, requestOf } from "@/client/submit_form.ts";

const PLACE = { farmId: "farm-0", queueId: "queue-0" };

function field(part: Partial<ParameterField> = {}): ParameterField {
  return {
    name: "Title",
    label: "Title",
    type: "STRING",
    control: "LINE_EDIT",
    required: false,
    ...part,
  };
}

function bundle(parameters: ParameterField[]): BundleDetail {
  return {
    path: "samples/hello",
    name: "Hello",
    steps: [],
    parameters,
    attachments: { inputs: [], outputs: [] },
    template: "",
    templateType: "YAML",
  };
}

Deno.test("a number field says what is wrong with what was typed", () => {
  const count = field({ type: "INT", control: "SPIN_BOX", minValue: 1, maxValue: 9 });
  assertEquals(checkParameter(count, "5"), undefined);
  assertEquals(checkParameter(count, "0"), "At least 1");
  assertEquals(checkParameter(count, "10"), "At most 9");
  assertEquals(checkParameter(count, "2.5"), "Write a whole number");
  assertEquals(checkParameter(count, "two"), "Write a number");
  assertEquals(checkParameter(count, ""), "Title needs a value");
});

Deno.test("text is measured in characters as people count them", () => {
  const short = field({ maxLength: 2 });
  assertEquals(checkParameter(short, "🎬🎞"), undefined);
  assertEquals(checkParameter(short, "abc"), "At most 2 characters");
  assertEquals(checkParameter(field({ required: true }), ""), "Title needs a value");
  assertEquals(checkParameter(field(), ""), undefined);
});

Deno.test("a value outside the choices is refused, a hidden field never is", () => {
  const choice = field({ control: "DROPDOWN_LIST", allowedValues: ["draft", "final"] });
  assertEquals(checkParameter(choice, "best"), "Choose one of draft, final");
  assertEquals(checkParameter(field({ control: "HIDDEN", required: true }), ""), undefined);
});

Deno.test("a form with a wrong number or without a name cannot be sent", () => {
  const issues = checkForm(bundle([]), [], { ...NO_DRAFT, name: " ", priority: "101" });
  assertEquals([...issues.keys()], ["name", "priority"]);
  assertEquals(checkForm(bundle([]), [], NO_DRAFT).size, 0);
});

Deno.test("fields are grouped in the order in which their groups first come", () => {
  const fields = [
    field({ name: "a", group: "Two" }),
    field({ name: "b" }),
    field({ name: "c", group: "Two" }),
    field({ name: "d", control: "HIDDEN" }),
  ];
  const names = groupFields(fields).map((
    { group, fields },
  ) => [group, ...fields.map((f) => f.name)]);
  assertEquals(names, [["Two", "a", "c"], ["", "b"]]);
});

Deno.test("only what the person changed is sent", () => {
  const fields = [field({ name: "Who", value: "world" }), field({ name: "How", value: "loud" })];
  const draft = {
    ...NO_DRAFT,
    name: "Hello",
    priority: "70",
    parameters: { Who: "farm", How: "loud" },
  };
  assertEquals(requestOf(PLACE, bundle(fields), fields, draft), {
    ...PLACE,
    bundle: "samples/hello",
    priority: 70,
    parameters: { Who: "farm" },
  });
});
