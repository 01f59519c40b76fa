import { cannotParse, type FieldError, fieldsInvalid } from "./errors.ts";
import { limitOf, violation } from "./limits.ts";
import type { Match } from "./router.ts";
import type { Shape, StructureShape } from "./shapes.ts";

/** A decoded input: members by name, in the types that the SDK gives them. */
export type Input = Record<string, unknown>;

/** The parts of a request that carry an input. */
export interface InputParts {
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The body as text; empty if there is none. */
  readonly body: string;
}

/**
 * Binds path, query, header and body to an operation's input and checks it.
 *
 * @throws {ServiceError} `ValidationException`: CANNOT_PARSE for a body that is no JSON object,
 * FIELD_VALIDATION_FAILED with every member that is missing, unknown or out of its limits.
 */
export function decodeInput({ operation, labels }: Match, parts: InputParts): Input {
  const { input: shape } = operation;
  const body = parseBody(parts.body);
  const fields: FieldError[] = [];
  const input: Input = {};
  const inBody = new Set<string>();
  for (const member of shape.members.values()) {
    const { binding, name } = member;
    let value: unknown;
    if (binding.in === "label") value = labels[name];
    else if (binding.in === "query") value = fromQuery(parts.query, binding.name, member.shape);
    else if (binding.in === "header") value = parts.headers.get(binding.name) ?? undefined;
    else {
      inBody.add(name);
      value = Object.hasOwn(body, name) ? body[name] : undefined;
    }
    if (value === undefined || value === null) {
      if (member.required) fields.push({ name, message: "Member is required" });
      continue;
    }
    const decoded = decodeValue(value, member.shape, name, fields);
    checkLimit(decoded, shape.name, name, name, fields);
    input[name] = decoded;
  }
  for (const name of Object.keys(body)) {
    if (!inBody.has(name)) fields.push({ name, message: "Member is not known" });
  }
  if (fields.length > 0) throw fieldsInvalid(fields);
  return input;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

// Deeper than any input of the API, and far from what would exhaust the stack.
const DEEPEST = 100;

function parseBody(text: string): Record<string, unknown> {
  if (text === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw cannotParse("The request body is not valid JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw cannotParse("The request body must be a JSON object.");
  }
  if (isDeeper(text, DEEPEST)) {
    throw cannotParse(`The request body is nested more than ${DEEPEST} levels deep.`);
  }
  return body as Record<string, unknown>;
}

/** Whether the brackets of a JSON text, outside of its strings, are nested deeper than that. */
function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > most) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

function fromQuery(query: URLSearchParams, name: string, shape: Shape): unknown {
  if (shape.kind === "list") {
    const all = query.getAll(name);
    return all.length === 0 ? undefined : all;
  }
  const value = query.get(name);
  if (value === null) return undefined;
  if (shape.kind === "number") return /^-?[0-9]+(\.[0-9]+)?$/.test(value) ? Number(value) : value;
  if (shape.kind === "boolean") return value === "true" || (value === "false" ? false : value);
  return value;
}

function decodeValue(value: unknown, shape: Shape, path: string, fields: FieldError[]): unknown {
  const refuse = (expected: string) => {
    fields.push({ name: path, message: `Value must be ${expected}` });
    return undefined;
  };
  switch (shape.kind) {
    case "document":
      return value;
    case "string":
      return typeof value === "string" ? value : refuse("a string");
    case "boolean":
      return typeof value === "boolean" ? value : refuse("true or false");
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : refuse("a number");
    case "timestamp":
      return decodeTimestamp(value) ?? refuse("a date and time as in RFC 3339");
    case "list":
      if (!Array.isArray(value)) return refuse("a list");
      return value.map((item, i) => decodeValue(item, shape.item, `${path}[${i}]`, fields));
    case "map": {
      if (!isObject(value)) return refuse("a map");
      const entries = Object.entries(value).filter(([, item]) => item !== null);
      return Object.fromEntries(
        entries.map(([key, item]) => [
          key,
          decodeValue(item, shape.value, `${path}.${key}`, fields),
        ]),
      );
    }
    default:
      return isObject(value) ? decodeStructure(value, shape, path, fields) : refuse("an object");
  }
}

function decodeStructure(
  value: Record<string, unknown>,
  shape: StructureShape,
  path: string,
  fields: FieldError[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    // A client may tag a union with its type's name; the wire format ignores it.
    if (item === null || item === undefined || name === "__type") continue;
    const member = shape.members.get(name);
    const inner = `${path}.${name}`;
    if (member === undefined) {
      fields.push({ name: inner, message: "Member is not known" });
      continue;
    }
    const decoded = decodeValue(item, member.shape, inner, fields);
    checkLimit(decoded, shape.name, name, inner, fields);
    result[name] = decoded;
  }
  if (shape.kind === "union" && Object.keys(result).length !== 1) {
    fields.push({ name: path, message: "Exactly one member must be set" });
  }
  for (const member of shape.members.values()) {
    if (member.required && !Object.hasOwn(result, member.name)) {
      fields.push({ name: `${path}.${member.name}`, message: "Member is required" });
    }
  }
  return result;
}

function checkLimit(
  value: unknown,
  shape: string,
  member: string,
  path: string,
  fields: FieldError[],
): void {
  const limit = limitOf(shape, member);
  if (limit === undefined || value === undefined) return;
  const message = violation(value, limit);
  if (message !== undefined) fields.push({ name: path, message });
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

function decodeTimestamp(value: unknown): Date | undefined {
  if (typeof value !== "string" || !RFC_3339.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
