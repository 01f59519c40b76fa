import type { Shape, StructureShape } from "./shapes.ts";

/**
 * Makes the JSON value of an output: only the members that the shape has, timestamps as RFC 3339
 * text, absent optionals left out.
 *
 * @param value The output; timestamps as `Date`, text or milliseconds since the epoch.
 * @throws {TypeError} If a required member is missing: a defect of the farm, not of the request.
 */
export function encodeOutput(
  value: Readonly<Record<string, unknown>>,
  shape: StructureShape,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members.values()) {
    const item = value[member.name];
    if (item !== undefined && item !== null) result[member.name] = encode(item, member.shape);
    else if (member.required) {
      throw new TypeError(`Cannot answer with ${shape.name}: "${member.name}" is missing`);
    }
  }
  return result;
}

function encode(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case "timestamp":
      return new Date(value as number | string | Date).toISOString();
    case "list":
      return (value as unknown[]).map((item) => encode(item, shape.item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, encode(item, shape.value)]),
      );
    case "structure":
    case "union":
      return encodeOutput(value as Record<string, unknown>, shape);
    default:
      return value;
  }
}
