import { isAbsolute } from "@std/path";
import { parseDocument, TemplateError } from "@deadline/openjd";
import { readJobTemplate } from "./_read_template.ts";
import { BundleError } from "./bundle_error.ts";
import type { HookOutput } from "./hook_output.ts";
import type { HookSource } from "./hook_sources.ts";
import { isPathType, isUri } from "./parameter_type.ts";
import { type Bundle, readBundle } from "./read_bundle.ts";
import { type HookFacts, runHooks, type RunHooksOptions } from "./run_hooks.ts";

/** A submission as the hooks before it left it. */
export interface HookedSubmission {
  /** The bundle, read again, with the template and the paths that hooks gave. */
  bundle: Bundle;
  /** The values of the submitter, and below them those of hooks. */
  values: Record<string, unknown>;
  /** The names of the parameters whose values hooks gave. */
  hookedNames: string[];
  /** The priority, if a hook gave one; it comes before all others. */
  priority?: number | undefined;
}

/**
 * Runs the hooks before a submission and puts what they say, and what they changed in the bundle's
 * files, in the place of what was read before.
 *
 * @param values What the submitter gives; it holds whatever hooks say.
 * @throws {HookError} if a hook fails.
 * @throws {BundleError} if the bundle, or what a hook says, cannot be used.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function runPreSubmissionHooks(
  sources: readonly HookSource[],
  bundle: Bundle,
  facts: HookFacts,
  values: Readonly<Record<string, unknown>>,
  options: RunHooksOptions & { cwd?: string | undefined } = {},
): Promise<HookedSubmission> {
  const { signal, cwd } = options;
  const output = await runHooks(sources, "preSubmission", facts, options);
  const changed = withOutput(await readBundle(bundle.directory, { signal, cwd }), output);
  const given = Object.entries(output.parameters ?? {})
    .filter(([name]) => !Object.hasOwn(values, name));
  checkPaths(changed, given);
  return {
    bundle: changed,
    values: { ...Object.fromEntries(given), ...values },
    hookedNames: given.map(([name]) => name),
    priority: output.priority,
  };
}

function withOutput(bundle: Bundle, { template: text, attachments }: HookOutput): Bundle {
  const {
    inputFilenames = [],
    inputDirectories = [],
    outputDirectories = [],
    referencedPaths = [],
  } = attachments?.assetReferences ?? {};
  const { assetReferences } = bundle;
  return {
    ...bundle,
    ...text !== undefined && { template: decode(bundle, text), templateText: text },
    assetReferences: {
      inputFiles: union(assetReferences.inputFiles, inputFilenames),
      inputDirectories: union(assetReferences.inputDirectories, inputDirectories),
      outputDirectories: union(assetReferences.outputDirectories, outputDirectories),
      referencedPaths: union(assetReferences.referencedPaths, referencedPaths),
    },
  };
}

function decode({ directory, templateType }: Bundle, text: string): Bundle["template"] {
  try {
    return readJobTemplate(parseDocument(text, templateType));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new BundleError(directory, `the template that a hook gave: ${error.message}`, {
      cause: error,
    });
  }
}

/** A hook does not know in which directory the submitter is, so a relative path could be any. */
function checkPaths(bundle: Bundle, given: readonly (readonly [string, unknown])[]): void {
  const { parameterDefinitions = [], extensions = [] } = bundle.template;
  const isFine = (path: unknown) =>
    typeof path !== "string" || path === "" || isAbsolute(path) ||
    (extensions.includes("EXPR") && isUri(path));
  for (const [name, value] of given) {
    const definition = parameterDefinitions.find((each) => each.name === name);
    if (!definition || !isPathType(definition.type)) continue;
    const relative = [value].flat().find((path) => !isFine(path));
    if (relative === undefined) continue;
    throw new BundleError(
      bundle.directory,
      `a hook gave the relative path "${relative}" for ${name}; hooks must give absolute paths`,
    );
  }
}

function union(paths: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...paths, ...more])];
}
