import { assertEquals } from "@std/assert";
import type { BundleDetail, ParameterField } from "@/server/contract.ts";
import { checkParameter } from "@/client/check_parameter.ts";
import { type Draft, NO_DRAFT } from "@/client/draft.ts";
import { ANY_HOST, checkHosts, toHostRequirements } from "@/client/host_requirements.ts";
import { readList, writeList } from "@/client/list_value.ts";
import { checkForm, groupFields, requestOf, sharedFields } from "@/client/submit_form.ts";

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
  assertEquals(checkParameter(count, "0"), "Must be 1 or more");
  assertEquals(checkParameter(count, "10"), "Must be 9 or less");
  assertEquals(checkParameter(count, "2.5"), "Must be a whole number");
  assertEquals(checkParameter(count, "two"), "Must be a whole number");
  assertEquals(checkParameter(count, ""), "Title needs a value");
});

Deno.test("text is measured in characters as people count them", () => {
  const short = field({ maxLength: 2 });
  assertEquals(checkParameter(short, "🎬🎞"), undefined);
  assertEquals(checkParameter(short, "abc"), "Must have at most 2 characters, not 3");
  assertEquals(checkParameter(field({ required: true }), ""), "Title needs a value");
  assertEquals(checkParameter(field(), ""), undefined);
});

Deno.test("a value outside the choices is refused, a hidden field never is", () => {
  const choice = field({ control: "DROPDOWN_LIST", allowedValues: ["draft", "final"] });
  assertEquals(checkParameter(choice, "best"), 'Must be one of "draft", "final"');
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

Deno.test("a parameter of queue and bundle has one value, the bundle's unless another is typed", () => {
  const [mine] = sharedFields(
    [field({ name: "Packages", value: "queue" })],
    bundle([field({ name: "Packages", value: "bundle" })]),
  );
  assertEquals(mine.value, "bundle");
  const required = field({ name: "Packages", required: true });
  const issues = checkForm(bundle([required]), [required], NO_DRAFT);
  assertEquals([...issues].map(([id, { tab }]) => [id, tab]), [[
    "parameter-Packages",
    "parameters",
  ]]);
});

Deno.test("a list says which item is wrong, and how many there may be", () => {
  const list = field({
    type: "LIST[INT]",
    control: "SPIN_BOX_LIST",
    maxLength: 3,
    minLength: 1,
    item: { maxValue: 9 },
  });
  assertEquals(checkParameter(list, "[1,2]"), undefined);
  assertEquals(
    checkParameter(list, writeList("LIST[INT]", ["1", "x"])),
    "Item 2: Must be a whole number",
  );
  assertEquals(checkParameter(list, "[1,10]"), "Item 2: Must be 9 or less");
  assertEquals(checkParameter(list, "[]"), "Must have at least 1 item");
  assertEquals(checkParameter(list, "[1,2,3,4]"), "Must have at most 3 items, not 4");
  assertEquals(checkParameter(list, "1,2"), "Must be a JSON list");
  const rows = field({ type: "LIST[LIST[INT]]", control: "MULTILINE_EDIT" });
  assertEquals(checkParameter(rows, "[[1,2],[]]"), undefined);
  assertEquals(checkParameter(rows, "[[1.5]]"), 'Item 1: "1.5" is not a whole number');
});

Deno.test("the items of a list are read and written as their type", () => {
  assertEquals(writeList("LIST[FLOAT]", ["1", "0.5", "x"]), '[1,0.5,"x"]');
  assertEquals(writeList("LIST[BOOL]", ["true", "off"]), "[true,false]");
  assertEquals(writeList("LIST[STRING]", ["1", '"']), '["1","\\""]');
  assertEquals(readList('["a",1,true,[2]]'), ["a", "1", "true", "[2]"]);
  assertEquals([readList(""), readList("{}"), readList("[")], [[], undefined, undefined]);
});

Deno.test("a range is checked part by part", () => {
  const range = field({ type: "RANGE_EXPR" });
  for (const good of ["1", "1-10", "-5--1", "1-10:2, 20-30", "10-1:-3"]) {
    assertEquals(checkParameter(range, good), undefined, good);
  }
  for (const bad of ["x", "1-", "10-1", "1-10:-1", "1-3:0", "1-5,5-9", "1,,2"]) {
    assertEquals(typeof checkParameter(range, bad), "string", bad);
  }
});

Deno.test("host requirements are sent in the service's units, and only if they are asked for", () => {
  const hosts = {
    ...ANY_HOST,
    custom: true,
    os: ["linux"],
    amounts: { memory: { min: "16", max: "" }, vcpu: { min: "4", max: "64" } },
    ownAmounts: [{ name: "licenses.nuke", min: "0.5", max: "" }],
    ownAttributes: [{ name: "site", mode: "allOf" as const, values: "berlin, oslo" }],
  };
  assertEquals(checkHosts(hosts).size, 0);
  assertEquals(toHostRequirements(hosts), {
    attributes: [
      { name: "attr.worker.os.family", anyOf: ["linux"] },
      { name: "attr.site", allOf: ["berlin", "oslo"] },
    ],
    amounts: [
      { name: "amount.worker.vcpu", min: 4, max: 64 },
      { name: "amount.worker.memory", min: 16 * 1024 },
      { name: "amount.licenses.nuke", min: 0.5 },
    ],
  });
  assertEquals(toHostRequirements({ ...hosts, custom: false }), undefined);
  assertEquals(toHostRequirements({ ...ANY_HOST, custom: true }), undefined);
});

Deno.test("a name that workers have already, or that is no name, is refused", () => {
  const named = (name: string) =>
    checkHosts({ ...ANY_HOST, custom: true, ownAmounts: [{ name, min: "1", max: "" }] })
      .get("hosts-amount-0")?.text;
  assertEquals(named("my.license"), undefined);
  for (const bad of ["", "worker.vcpu", "job", "1a", "a..b", "a b", "x".repeat(94)]) {
    assertEquals(typeof named(bad), "string", bad);
  }
  const amounts = (min: string, max: string) =>
    checkHosts({ ...ANY_HOST, custom: true, amounts: { vcpu: { min, max } } }).get("hosts-vcpu")
      ?.text;
  assertEquals(amounts("1", "2"), undefined);
  for (const [min, max] of [["0", ""], ["3", "2"], ["1.5", ""], ["", "0"], ["100001", ""]]) {
    assertEquals(typeof amounts(min, max), "string", `${min} ${max}`);
  }
});

Deno.test("added files and what workers must have go along with a submission", () => {
  const draft: Draft = {
    ...NO_DRAFT,
    assets: { inputFiles: ["/a"], inputDirectories: [], outputDirectories: ["/out"] },
    requirePathsExist: true,
    hosts: { ...ANY_HOST, custom: true, arch: ["arm64"] },
  };
  const { assets, requirePathsExist, hostRequirements } = requestOf(PLACE, bundle([]), [], draft);
  assertEquals(assets, draft.assets);
  assertEquals(requirePathsExist, true);
  assertEquals(hostRequirements?.attributes, [{ name: "attr.worker.cpu.arch", anyOf: ["arm64"] }]);
});

Deno.test("a value that is only suggested is sent, too, unless the bundle has its own", () => {
  const suggested = field({ name: "CondaChannels", value: "v2 v1", isSuggested: true });
  const sent = (parameters: ParameterField[], draft = NO_DRAFT) => {
    const fields = [...sharedFields([suggested], bundle(parameters)), ...parameters];
    return requestOf(PLACE, bundle(parameters), fields, draft).parameters;
  };
  assertEquals(sent([]), { CondaChannels: "v2 v1" });
  assertEquals(sent([field({ name: "CondaChannels", value: "mine" })]), {});
  const typed = { ...NO_DRAFT, parameters: { CondaChannels: "other" } };
  assertEquals(sent([], typed), { CondaChannels: "other" });
});
