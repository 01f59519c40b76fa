import type {
  AssetsRequest,
  BundleDetail,
  ParameterField,
  SubmitRequest,
} from "@/server/contract.ts";
import { checkParameter } from "./check_parameter.ts";
import type { Draft } from "./draft.ts";
import { checkHosts, toHostRequirements } from "./host_requirements.ts";
import { formatNumber } from "@/words/amounts.ts";

/** The parts of the form. */
export const FORM_TABS = [
  { id: "shared", label: "Shared settings" },
  { id: "parameters", label: "Job parameters" },
  { id: "attachments", label: "Attachments" },
  { id: "hosts", label: "Host requirements" },
] as const;

/** One of them. */
export type FormTab = typeof FORM_TABS[number]["id"];

/** A field of the shared settings that takes a whole number. */
export interface NumberSetting {
  id: "priority" | "maxFailedTasksCount" | "maxRetriesPerTask" | "maxWorkerCount";
  label: string;
  /** What holds when the field is empty. */
  otherwise: string;
  min: number;
  max: number;
}

const MOST = 2_147_483_647;

/** The numbers that every submission takes; the limits are those of the service. */
export const NUMBER_SETTINGS: readonly NumberSetting[] = [
  { id: "priority", label: "Priority", otherwise: "50", min: 0, max: 100 },
  {
    id: "maxFailedTasksCount",
    label: "Maximum failed tasks",
    otherwise: "20",
    min: 0,
    max: MOST,
  },
  { id: "maxRetriesPerTask", label: "Retries of a task", otherwise: "5", min: 0, max: MOST },
  { id: "maxWorkerCount", label: "Maximum workers", otherwise: "No limit", min: 1, max: MOST },
];

/** The name of a job is at most this long. */
const NAME_LENGTH = 128;
/** And its description. */
const DESCRIPTION_LENGTH = 2048;

/** Something that is wrong with a form. */
export interface Issue {
  /** Where it is. */
  tab: FormTab;
  /** What people call the field. */
  label: string;
  /** What is wrong, as a sentence. */
  text: string;
}

/** What is wrong with a form, by the id of the field. */
export type Issues = ReadonlyMap<string, Issue>;

/** Checks the whole form; an empty map means that it can be sent. */
export function checkForm(
  bundle: BundleDetail,
  queueFields: readonly ParameterField[],
  draft: Draft,
): Issues {
  const issues = new Map<string, Issue>();
  const shared = (id: string, label: string, text: string) =>
    issues.set(id, { tab: "shared", label, text });
  const name = draft.name ?? bundle.name;
  if (name.trim() === "") shared("name", "Name", "The job needs a name");
  if ([...name].length > NAME_LENGTH) shared("name", "Name", `At most ${NAME_LENGTH} characters`);
  if ([...draft.description ?? ""].length > DESCRIPTION_LENGTH) {
    shared("description", "Description", `At most ${DESCRIPTION_LENGTH} characters`);
  }
  for (const { id, label, min, max } of NUMBER_SETTINGS) {
    const text = draft[id];
    if (!text) continue;
    const good = /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
    if (!good) shared(id, label, `A whole number from ${min} to ${formatNumber(max)}`);
  }
  const check = (tab: FormTab, fields: readonly ParameterField[]) => {
    for (const field of fields) {
      const text = checkParameter(field, valueOf(field, draft));
      if (text) issues.set(parameterId(field), { tab, label: field.label, text });
    }
  };
  // A parameter of both is checked as the bundle's: there it has its value from.
  check("shared", sharedFields(queueFields, bundle));
  check("parameters", bundle.parameters);
  for (const [id, issue] of checkHosts(draft.hosts)) issues.set(id, { tab: "hosts", ...issue });
  return issues;
}

/** The queue's own fields; where the bundle has one of the same name, with the bundle's value. */
export function sharedFields(
  queueFields: readonly ParameterField[],
  bundle: BundleDetail,
): ParameterField[] {
  return queueFields.map((field) => {
    const value = bundle.parameters.find(({ name }) => name === field.name)?.value;
    return value === undefined ? field : { ...field, value, required: false, isSuggested: false };
  });
}

/** How many things are wrong on each tab. */
export function countIssues(issues: Issues): Record<FormTab, number> {
  const counts = { shared: 0, parameters: 0, attachments: 0, hosts: 0 };
  for (const { tab } of issues.values()) counts[tab]++;
  return counts;
}

/** The value that a field shows. */
export function valueOf(field: ParameterField, draft: Draft): string {
  return draft.parameters[field.name] ?? field.value ?? "";
}

/** The id of a parameter's field on the page. */
export function parameterId({ name }: Pick<ParameterField, "name">): string {
  return `parameter-${name}`;
}

/** Fields by group, groups in the order in which they first come; hidden ones are left out. */
export function groupFields(
  fields: readonly ParameterField[],
): { group: string; fields: ParameterField[] }[] {
  const groups = new Map<string, ParameterField[]>();
  for (const field of fields) {
    if (field.control === "HIDDEN") continue;
    const group = field.group ?? "";
    groups.set(group, [...groups.get(group) ?? [], field]);
  }
  return [...groups].map(([group, fields]) => ({ group, fields }));
}

/** What is sent: only what the person changed, the rest is the bundle's. */
export function requestOf(
  place: { farmId: string; queueId: string },
  bundle: BundleDetail,
  fields: readonly ParameterField[],
  draft: Draft,
): SubmitRequest {
  const parameters: Record<string, string> = {};
  for (const field of fields) {
    const value = draft.parameters[field.name];
    if (value !== undefined && (value !== field.value || field.isSuggested)) {
      parameters[field.name] = value;
    } else if (field.isSuggested) parameters[field.name] = field.value!;
  }
  const request: SubmitRequest = { ...place, bundle: bundle.path, parameters };
  if (draft.name !== undefined && draft.name !== bundle.name) request.name = draft.name.trim();
  if (draft.description) request.description = draft.description;
  if (draft.initialState) request.targetTaskRunStatus = draft.initialState;
  if (draft.storageProfileId) request.storageProfileId = draft.storageProfileId;
  if (Object.values(draft.assets).some((paths) => paths.length > 0)) request.assets = draft.assets;
  if (draft.requirePathsExist) request.requirePathsExist = true;
  const hostRequirements = toHostRequirements(draft.hosts);
  if (hostRequirements) request.hostRequirements = hostRequirements;
  for (const { id } of NUMBER_SETTINGS) if (draft[id]) request[id] = Number(draft[id]);
  return request;
}

/** The part of a submission that decides what is sent along: other values change nothing there. */
export function assetsRequestOf(
  request: SubmitRequest,
  fields: readonly ParameterField[],
): AssetsRequest {
  const { bundle, parameters, assets, storageProfileId } = request;
  const paths = fields.filter(({ type, dataFlow = "NONE" }) =>
    type.includes("PATH") && dataFlow !== "NONE"
  );
  const names = new Set(paths.map(({ name }) => name));
  return {
    bundle,
    parameters: Object.fromEntries(
      Object.entries(parameters).filter(([name]) => names.has(name)),
    ),
    ...(assets ? { assets } : {}),
    ...(storageProfileId ? { storageProfileId } : {}),
  };
}
