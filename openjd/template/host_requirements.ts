import { decimal, formatText, list, object, optional, type Place } from "./shape.ts";
import { required, type Shape, text } from "./shape.ts";
import type { HostRequirements } from "./types.ts";

type Amount = NonNullable<HostRequirements["amounts"]>[number];
type Attribute = NonNullable<HostRequirements["attributes"]>[number];

/** Least `min` of the amounts that every worker has. */
const LEAST_AMOUNT: Record<string, number> = {
  "amount.worker.vcpu": 1,
  "amount.worker.memory": 0,
  "amount.worker.gpu": 0,
  "amount.worker.gpu.memory": 0,
  "amount.worker.disk.scratch": 0,
};

/** Values of the attributes that every worker has. */
const KNOWN_VALUES: Record<string, string[]> = {
  "attr.worker.os.family": ["linux", "windows", "macos"],
  "attr.worker.cpu.arch": ["x86_64", "arm64"],
};

function capability(kind: "amount" | "attr"): Shape<string> {
  return text({
    min: 1,
    max: 100,
    pattern: new RegExp(
      `^([A-Za-z_][A-Za-z0-9_-]*:)?${kind}(\\.[A-Za-z_][A-Za-z0-9_]*)+$`,
      "i",
    ),
    what: `a capability name like ${kind}.worker.${kind === "amount" ? "vcpu" : "os.family"}`,
  });
}

function checkReserved(name: string, known: Record<string, unknown>, place: Place): void {
  const lower = name.toLowerCase();
  const reserved = /^(amount|attr)\.(worker|job|step|task)\./.test(lower);
  if (reserved && !Object.hasOwn(known, lower)) {
    place.at("name").report(`"${name}" is not a capability that workers are known to have`);
  }
}

const amount: Shape<Amount> = object<Amount>(
  {
    name: required(capability("amount")),
    min: optional(decimal({ min: 0 })),
    max: optional(decimal({ above: 0 })),
  },
  ({ name, min, max }, place) => {
    checkReserved(name, LEAST_AMOUNT, place);
    if (min === undefined && max === undefined) place.report("must have min or max");
    if (min !== undefined && max !== undefined && min > max) {
      place.at("max").report(`must not be less than min, which is ${min}`);
    }
    const least = LEAST_AMOUNT[name.toLowerCase()] ?? 0;
    if (min !== undefined && min < least) place.at("min").report(`must be ${least} or more`);
  },
);

const values = list(formatText({ min: 1, max: 100 }), { min: 1, max: 50 });

const attribute: Shape<Attribute> = object<Attribute>(
  { name: required(capability("attr")), anyOf: optional(values), allOf: optional(values) },
  ({ name, anyOf, allOf }, place) => {
    checkReserved(name, KNOWN_VALUES, place);
    if (!anyOf && !allOf) place.report("must have anyOf or allOf");
    const known = KNOWN_VALUES[name.toLowerCase()];
    if (!known) return;
    for (const [key, given] of Object.entries({ anyOf, allOf })) {
      given?.forEach((value, index) => {
        if (!value.includes("{{") && !known.includes(value.toLowerCase())) {
          place.at(key, index).report(`"${value}" is not one of ${known.join(", ")}`);
        }
      });
    }
    if (allOf && allOf.length > 1) place.at("allOf").report("a worker has only one value of this");
  },
);

/** Reads what a worker must have to run a step. */
export const hostRequirements: Shape<HostRequirements> = object<HostRequirements>(
  {
    amounts: optional(list(amount, { min: 1 })),
    attributes: optional(list(attribute, { min: 1 })),
  },
  ({ amounts = [], attributes = [] }, place) => {
    const count = amounts.length + attributes.length;
    if (count === 0) place.report("must have amounts or attributes");
    if (count > 50) place.report(`must have at most 50 requirements, not ${count}`);
  },
);
