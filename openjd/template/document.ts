import { parseDocument as parseYamlDocument } from "yaml";
import { TemplateError } from "./issues.ts";
import { findRepeatedKey } from "./repeated_keys.ts";
import { decodeEnvironmentTemplate, decodeJobTemplate } from "./template.ts";
import type { EnvironmentTemplate, JobTemplate } from "./types.ts";

/** How a template is written. */
export type DocumentType = "YAML" | "JSON";

/**
 * Turns the text of a template into plain values, without looking at what they mean. A key that
 * occurs twice in one object is refused, in both notations.
 *
 * @throws {TemplateError} If the text cannot be parsed; the message has line and column.
 */
export function parseDocument(text: string, type: DocumentType): unknown {
  return type === "JSON" ? parseJson(text) : parseYaml(text);
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TemplateError([{ path: "", message: `not JSON: ${(error as Error).message}` }]);
  }
  const repeated = findRepeatedKey(text);
  if (!repeated) return value;
  const message = `not usable JSON: key "${repeated.key}" occurs again at line ${repeated.line}`;
  throw new TemplateError([{ path: "", message }]);
}

function parseYaml(text: string): unknown {
  const options = { schema: "core", uniqueKeys: true, logLevel: "error" } as const;
  const document = parseYamlDocument(text, options);
  // A tag that means nothing here would otherwise be passed over.
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw new TemplateError(problems.map(({ message }) => ({
      path: "",
      message: `not YAML: ${plain(message)}`,
    })));
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new TemplateError([{ path: "", message: `not YAML: ${(error as Error).message}` }]);
  }
}

/** The first line of what the parser says; how it failed to follow the nesting is its own affair. */
function plain(message: string): string {
  const [line] = message.split("\n")[0].split("; please use ");
  return line.replace(/:$/, "").replace("Maximum call stack size exceeded", "nested too deeply");
}

/**
 * Reads a job template.
 *
 * @example A template with one step
 * ```ts
 * import { parseJobTemplate } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseJobTemplate(`
 * specificationVersion: jobtemplate-2023-09
 * name: Hello
 * steps:
 *   - name: Greet
 *     script: { actions: { onRun: { command: echo, args: [Hello] } } }
 * `, "YAML");
 * assertEquals(template.steps[0].name, "Greet");
 * ```
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function parseJobTemplate(text: string, type: DocumentType): JobTemplate {
  return decodeJobTemplate(parseDocument(text, type));
}

/**
 * Reads an environment template.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function parseEnvironmentTemplate(text: string, type: DocumentType): EnvironmentTemplate {
  return decodeEnvironmentTemplate(parseDocument(text, type));
}
