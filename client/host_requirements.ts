import type { HostRequirements } from "@/server/contract.ts";
import { formatNumber } from "@/words/amounts.ts";

/** A number with an optional least and most, as typed. */
export interface AmountDraft {
  min: string;
  max: string;
}

/** What a person wants of the workers, as typed. */
export interface HostDraft {
  /** Without it the job runs on all workers, whatever else is filled in. */
  custom: boolean;
  os: string[];
  arch: string[];
  /** By {@linkcode HARDWARE} id. */
  amounts: Record<string, AmountDraft>;
  ownAmounts: (AmountDraft & { name: string })[];
  ownAttributes: { name: string; mode: "anyOf" | "allOf"; values: string }[];
}

/** All workers will do. */
export const ANY_HOST: HostDraft = {
  custom: false,
  os: [],
  arch: [],
  amounts: {},
  ownAmounts: [],
  ownAttributes: [],
};

/** Choices of an attribute that every worker has. */
export interface HostChoice {
  id: "os" | "arch";
  label: string;
  name: string;
  values: readonly { value: string; label: string }[];
}

/** Operating systems and processors. */
export const HOST_CHOICES: readonly HostChoice[] = [
  {
    id: "os",
    label: "Operating system",
    name: "attr.worker.os.family",
    values: [
      { value: "linux", label: "Linux" },
      { value: "macos", label: "macOS" },
      { value: "windows", label: "Windows" },
    ],
  },
  {
    id: "arch",
    label: "CPU architecture",
    name: "attr.worker.cpu.arch",
    values: [{ value: "x86_64", label: "x86_64" }, { value: "arm64", label: "arm64" }],
  },
];

/** Hardware that every worker tells of; `factor` leads from the unit of the form to the service's. */
export const HARDWARE = [
  { id: "vcpu", label: "vCPUs", name: "amount.worker.vcpu", factor: 1 },
  { id: "memory", label: "Memory (GiB)", name: "amount.worker.memory", factor: 1024 },
  { id: "gpu", label: "GPUs", name: "amount.worker.gpu", factor: 1 },
  { id: "gpuMemory", label: "GPU memory (GiB)", name: "amount.worker.gpu.memory", factor: 1024 },
  { id: "scratch", label: "Scratch space (GiB)", name: "amount.worker.disk.scratch", factor: 1 },
] as const;

/** The service takes no more of anything. */
export const MOST_HARDWARE = 100_000;
const LONGEST_NAME = 100;
const MOST_REQUIREMENTS = 50;
const NO_AMOUNT: AmountDraft = { min: "", max: "" };

/** What is wrong with one requirement. */
export interface HostIssue {
  /** What people call it. */
  label: string;
  /** What is wrong, as a sentence. */
  text: string;
}

/** Says what is wrong with the requirements, by the id of the field. */
export function checkHosts(draft: HostDraft): Map<string, HostIssue> {
  const issues = new Map<string, HostIssue>();
  if (!draft.custom) return issues;
  for (const { id, label } of HARDWARE) {
    const issue = checkAmount(draft.amounts[id] ?? NO_AMOUNT, id === "vcpu" ? 1 : 0, /^\d+$/);
    if (issue) issues.set(`hosts-${id}`, { label, text: issue });
  }
  draft.ownAmounts.forEach((amount, index) => {
    const issue = checkName("amount", amount.name, draft.ownAmounts.map(({ name }) => name)) ??
      (amount.min.trim() === "" && amount.max.trim() === ""
        ? "Give a minimum or a maximum"
        : checkAmount(amount, 0, /^\d+(\.\d{1,2})?$/));
    if (issue) issues.set(`hosts-amount-${index}`, { label: `Amount ${index + 1}`, text: issue });
  });
  draft.ownAttributes.forEach(({ name, values }, index) => {
    const issue = checkName("attr", name, draft.ownAttributes.map((one) => one.name)) ??
      checkValues(valuesOf(values));
    if (issue) {
      issues.set(`hosts-attribute-${index}`, { label: `Attribute ${index + 1}`, text: issue });
    }
  });
  const { amounts = [], attributes = [] } = readHosts(draft);
  if (issues.size === 0 && amounts.length + attributes.length > MOST_REQUIREMENTS) {
    const text = `At most ${MOST_REQUIREMENTS} requirements`;
    issues.set("hosts-custom", { label: "Requirements", text });
  }
  return issues;
}

/** The requirements as they are sent; undefined if all workers will do. */
export function toHostRequirements(draft: HostDraft): HostRequirements | undefined {
  if (!draft.custom) return undefined;
  const { amounts, attributes } = readHosts(draft);
  if (!amounts?.length && !attributes?.length) return undefined;
  return {
    ...(amounts?.length ? { amounts } : {}),
    ...(attributes?.length ? { attributes } : {}),
  };
}

function readHosts(draft: HostDraft): HostRequirements {
  const attributes: HostRequirements["attributes"] = [];
  for (const { id, name } of HOST_CHOICES) {
    if (draft[id].length > 0) attributes.push({ name, anyOf: draft[id] });
  }
  for (const { name, mode, values } of draft.ownAttributes) {
    attributes.push({ name: `attr.${name.trim()}`, [mode]: valuesOf(values) });
  }
  const amounts: HostRequirements["amounts"] = [];
  const add = (name: string, { min, max }: AmountDraft, factor: number) => {
    const number = (text: string) => text.trim() === "" ? undefined : Number(text) * factor;
    const [least, most] = [number(min), number(max)];
    if (least === undefined && most === undefined) return;
    amounts.push({
      name,
      ...(least === undefined ? {} : { min: least }),
      ...(most === undefined ? {} : { max: most }),
    });
  };
  for (const { id, name, factor } of HARDWARE) add(name, draft.amounts[id] ?? NO_AMOUNT, factor);
  for (const amount of draft.ownAmounts) add(`amount.${amount.name.trim()}`, amount, 1);
  return { amounts, attributes };
}

function checkAmount(
  { min, max }: AmountDraft,
  least: number,
  shape: RegExp,
): string | undefined {
  for (const text of [min, max].map((one) => one.trim())) {
    if (text === "") continue;
    if (!shape.test(text)) {
      return shape.source.includes("\\.")
        ? "A number with at most two decimals"
        : `A whole number up to ${formatNumber(MOST_HARDWARE)}`;
    }
    if (Number(text) > MOST_HARDWARE) return `At most ${formatNumber(MOST_HARDWARE)}`;
  }
  if (min.trim() !== "" && Number(min) < least) return `At least ${least}`;
  if (max.trim() !== "" && Number(max) === 0) return "The maximum must be more than 0";
  if (min.trim() !== "" && max.trim() !== "" && Number(min) > Number(max)) {
    return "The minimum is more than the maximum";
  }
}

function checkName(kind: "amount" | "attr", name: string, all: string[]): string | undefined {
  const text = name.trim();
  if (text === "") return "Give it a name";
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(text)) {
    return "A name is words of letters, digits and _, with dots between them";
  }
  if (`${kind}.${text}`.length > LONGEST_NAME) {
    return `The name is longer than ${LONGEST_NAME} characters, with "${kind}." in front`;
  }
  if (/^(worker|job|step|task)(\.|$)/i.test(text)) {
    return `A name must not begin with "${text.split(".")[0]}"`;
  }
  const same = all.filter((one) => one.trim().toLowerCase() === text.toLowerCase());
  if (same.length > 1) return "Another one has that name";
}

function checkValues(values: string[]): string | undefined {
  if (values.length === 0) return "Give at least one value";
  if (values.length > 50) return "At most 50 values";
  const wrong = values.find((value) => !/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(value));
  if (wrong !== undefined) return `"${wrong}" is not letters, digits, _ and -, begun by a letter`;
}

/** Values are written with commas between them. */
function valuesOf(text: string): string[] {
  return text.split(",").map((value) => value.trim()).filter((value) => value !== "");
}
