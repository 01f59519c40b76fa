/**
 * The API's shapes, read from the static schemas that the official SDK exports, as one small
 * model that the codec and the router walk.
 *
 * @module
 */

/** Where a member of an input travels on the wire. */
export type Binding =
  | { readonly in: "label" }
  | { readonly in: "body" }
  | { readonly in: "query"; readonly name: string }
  | { readonly in: "header"; readonly name: string };

/** One member of a structure or a union. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly binding: Binding;
  /** Whether the member is the client token that makes a repeat safe. */
  readonly idempotencyToken: boolean;
  /** The member's shape; read when asked for, because shapes may be recursive. */
  readonly shape: Shape;
}

/** The kinds of simple values of this API. */
export type SimpleKind = "string" | "number" | "boolean" | "timestamp" | "document";

/** A shape of the API: what a value may look like. */
export type Shape =
  | { readonly kind: SimpleKind }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "map"; readonly value: Shape }
  | {
    readonly kind: "structure" | "union";
    readonly name: string;
    readonly members: ReadonlyMap<string, Member>;
  };

/** A structure shape: the input or output of an operation. */
export type StructureShape = Extract<Shape, { members: unknown }>;

// The SDK's static schemas are tuples that begin with the kind of shape.
const LIST = 1, MAP = 2, STRUCTURE = 3, UNION = 4, SIMPLE = 0, ERROR = -3;
const LIST_MODIFIER = 64, MAP_MODIFIER = 128;
const SIMPLE_KINDS: Readonly<Record<number, SimpleKind>> = {
  0: "string",
  1: "number",
  2: "boolean",
  4: "timestamp",
  5: "timestamp",
  6: "timestamp",
  7: "timestamp",
  15: "document",
};
const HTTP_LABEL = 1, IDEMPOTENCY_TOKEN = 4;

const known = new Map<string, StructureShape>();

/**
 * Reads one schema of the SDK.
 *
 * @param schema A schema as the SDK exports it: a number, a tuple, or a function that gives one.
 * @returns The shape it stands for.
 * @throws {TypeError} If the schema is of a kind that this API does not use.
 */
function readShape(schema: unknown): Shape {
  const value = typeof schema === "function" ? schema() : schema;
  if (typeof value === "number") return readNumber(value);
  if (!Array.isArray(value)) throw new TypeError(`Cannot read schema "${String(value)}"`);
  if (typeof value[1] !== "string") return readShape(value[0]);
  switch (value[0]) {
    case SIMPLE:
      return readShape(value[4]);
    case LIST:
      return lazy({ kind: "list" }, { item: () => readShape(value[4]) });
    case MAP:
      return lazy({ kind: "map" }, { value: () => readShape(value[5]) });
    case STRUCTURE:
    case UNION:
    case ERROR:
      return readStructure(value);
    default:
      throw new TypeError(`Cannot read schema "${value[2]}": unknown kind ${value[0]}`);
  }
}

function readNumber(value: number): Shape {
  if (value >= MAP_MODIFIER) return { kind: "map", value: readNumber(value - MAP_MODIFIER) };
  if (value >= LIST_MODIFIER) return { kind: "list", item: readNumber(value - LIST_MODIFIER) };
  const kind = SIMPLE_KINDS[value];
  if (kind === undefined) throw new TypeError(`Cannot read schema: unknown simple kind ${value}`);
  return { kind };
}

/** Reads a structure or union schema; the same schema gives the same object. */
export function readStructure(schema: unknown): StructureShape {
  const value = (typeof schema === "function" ? schema() : schema) as unknown[];
  const name = value[2] as string;
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = value[4] as string[];
  const schemas = value[5] as unknown[];
  const requiredCount = (value[6] as number | undefined) ?? 0;
  const members = new Map<string, Member>();
  const shape: StructureShape = { kind: value[0] === UNION ? "union" : "structure", name, members };
  known.set(name, shape);
  names.forEach((member, index) =>
    members.set(member, readMember(member, schemas[index], index < requiredCount))
  );
  for (const [member, added] of Object.entries(LATER_MEMBERS[name] ?? {})) {
    if (!members.has(member)) members.set(member, readMember(member, added, false));
  }
  return shape;
}

function readMember(name: string, schema: unknown, required: boolean): Member {
  const traits = Array.isArray(schema) && typeof schema[1] !== "string" ? schema[1] : 0;
  const bits = typeof traits === "number" ? traits : 0;
  const named = (typeof traits === "object" && traits !== null ? traits : {}) as {
    httpQuery?: string;
    httpHeader?: string;
    httpLabel?: number;
    idempotencyToken?: number;
  };
  const binding: Binding = bits & HTTP_LABEL || named.httpLabel
    ? { in: "label" }
    : named.httpQuery !== undefined
    ? { in: "query", name: named.httpQuery }
    : named.httpHeader !== undefined
    ? { in: "header", name: named.httpHeader }
    : { in: "body" };
  const idempotencyToken = (bits & IDEMPOTENCY_TOKEN) !== 0 || named.idempotencyToken === 1;
  return lazy({ name, required, binding, idempotencyToken }, { shape: () => readShape(schema) });
}

/** Adds properties to `base` that are computed once, when first read. */
function lazy<B extends object, K extends string>(
  base: B,
  getters: Record<K, () => Shape>,
): B & Record<K, Shape> {
  for (const key of Object.keys(getters) as K[]) {
    let value: Shape | undefined;
    Object.defineProperty(base, key, {
      enumerable: true,
      get: () => value ??= getters[key](),
    });
  }
  return base as B & Record<K, Shape>;
}

// Members that the service has and newer clients know, but not every version of the SDK: the
// same table format as the SDK's schemas (0 string, 64 list of strings, 128 map of strings).
const LIST_OF_LISTS = [LIST, "", "ListOfLists", 0, 64];
const LATER_MEMBERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  JobParameter: {
    bool: 0,
    rangeExpr: 0,
    stringList: 64,
    pathList: 64,
    intList: 64,
    floatList: 64,
    boolList: 64,
    intListList: LIST_OF_LISTS,
  },
  JobDetailsEntity: { extensions: 64 },
  StepDetailsEntity: { extensions: 64 },
  EnvironmentDetailsEntity: { extensions: 64 },
  AssignedSession: { metadata: 128 },
};
