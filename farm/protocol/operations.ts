import * as sdk from "@aws-sdk/client-deadline";
import { readStructure, type StructureShape } from "./shapes.ts";

/** One operation of the API, as the SDK's schema describes it. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** The path's segments; `{name}` stands for a label. */
  readonly segments: readonly string[];
  /** The HTTP status of success. */
  readonly status: number;
  readonly input: StructureShape;
  readonly output: StructureShape;
}

const OPERATION = 9;

/** Every operation of the API by its name. */
export const operations: ReadonlyMap<string, Operation> = readOperations();

function readOperations(): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const [exported, schema] of Object.entries(sdk)) {
    if (!exported.endsWith("$") || !Array.isArray(schema) || schema[0] !== OPERATION) continue;
    const [, , name, traits, input, output] = schema as [
      number,
      string,
      string,
      { http: [string, string, number] },
      unknown,
      unknown,
    ];
    const [method, path, status] = traits.http;
    const segments = path.slice(1).split("/");
    // Shapes are read when an operation is first used: reading all of them would slow the start.
    found.set(name, {
      name,
      method,
      segments,
      status,
      get input() {
        return readStructure(input);
      },
      get output() {
        return readStructure(output);
      },
    });
  }
  return found;
}
