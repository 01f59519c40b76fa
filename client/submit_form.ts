import type { BundleDetail, ParameterField, SubmitRequest } from "@/server/contract.ts";
import { checkParameter } from "./check_parameter.ts";
import type { Draft } from "./draft.ts";

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
export const NAME_LENGTH = 128;
/** And its description. */
export const DESCRIPTION_LENGTH = 2048;

/** What is wrong with a form: the field's id and a sentence. */
export type Issues = ReadonlyMap<string, string>;

/** Checks the whole form; an empty map means that it can be sent. */
export function checkForm(
  bundle: BundleDetail,
  queueFields: readonly ParameterField[],
  draft: Draft,
): Issues {
  const issues = new Map<string, string>();
  const name = draft.name ?? bundle.name;
  if (name.trim() === "") issues.set("name", "The job needs a name");
  if ([...name].length > NAME_LENGTH) issues.set("name", `At most ${NAME_LENGTH} characters`);
  if ([...draft.description ?? ""].length > DESCRIPTION_LENGTH) {
    issues.set("description", `At most ${DESCRIPTION_LENGTH} characters`);
  }
  for (const { id, min, max } of NUMBER_SETTINGS) {
    const text = draft[id];
    if (!text) continue;
    const good = /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
    if (!good) issues.set(id, `A whole number from ${min} to ${max.toLocaleString("en")}`);
  }
  for (const field of [...queueFields, ...bundle.parameters]) {
    const issue = checkParameter(field, valueOf(field, draft));
    if (issue) issues.set(parameterId(field), issue);
  }
  return issues;
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
    if (value !== undefined && value !== field.value) parameters[field.name] = value;
  }
  const request: SubmitRequest = { ...place, bundle: bundle.path, parameters };
  if (draft.name !== undefined && draft.name !== bundle.name) request.name = draft.name.trim();
  if (draft.description) request.description = draft.description;
  if (draft.initialState) request.targetTaskRunStatus = draft.initialState;
  for (const { id } of NUMBER_SETTINGS) if (draft[id]) request[id] = Number(draft[id]);
  return request;
}
