import { join } from "@std/path";
import { type Environment, readVariable } from "../session/environment.ts";
import { checkContained } from "./contained.ts";
import { type HookDefinition, type HookMoment, type HooksFile, readHooks } from "./hooks_file.ts";

/** Hooks that may run, and where they come from. */
export interface HookSource {
  /** The bundle, or the folder that `DEADLINE_HOOKS_DIR` names. */
  origin: "bundle" | "environment";
  /** The folder that relative commands are looked for in. */
  directory: string;
  /** The hooks. */
  hooks: HooksFile;
}

/** Which hooks the workstation allows. */
export interface HookSettings {
  /** The setting `settings.allow_bundle_hooks`. @default {false} */
  allowBundleHooks?: boolean | undefined;
  /** The setting `settings.allow_environment_hooks`. @default {false} */
  allowEnvironmentHooks?: boolean | undefined;
  /** Environment variables, for `DEADLINE_HOOKS_DIR`. @default {Deno.env} */
  env?: Environment | undefined;
}

/** Options for {@linkcode findHooks}. */
export interface FindHooksOptions {
  /** Stops the reading. */
  signal?: AbortSignal | undefined;
  /** Called with what people should know: hooks that are there but not allowed, and how to allow them. */
  onNote?: ((note: string) => void) | undefined;
}

/**
 * Finds the hooks that run at some moments: those of the environment first, then those of the
 * bundle, each only if the settings allow them.
 *
 * @param directory The bundle; none before there is one.
 * @throws {BundleError} if a file of hooks cannot be used.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function findHooks(
  directory: string | undefined,
  moments: readonly HookMoment[],
  settings: HookSettings = {},
  options: FindHooksOptions = {},
): Promise<HookSource[]> {
  const { env = Deno.env, allowBundleHooks = false, allowEnvironmentHooks = false } = settings;
  const { signal, onNote = () => {} } = options;
  const shared = readVariable(env, "DEADLINE_HOOKS_DIR");
  const isSame = shared !== undefined && directory !== undefined &&
    await realPath(shared) === await realPath(directory);
  const sources: HookSource[] = [];
  const add = async (origin: HookSource["origin"], folder: string, allowed: boolean) => {
    const hooks = await readHooks(folder, { signal });
    if (!hooks || !moments.some((moment) => hooks[moment]?.length)) return;
    if (!allowed) return onNote(notAllowed(origin));
    // What a bundle runs must be its own.
    if (origin === "bundle") await checkContained(folder, signal);
    sources.push({ origin, directory: await scriptFolder(folder), hooks });
  };
  if (shared !== undefined && !isSame) {
    const info = await Deno.stat(shared).catch(() => undefined);
    if (info?.isDirectory) await add("environment", shared, allowEnvironmentHooks);
    else onNote(`DEADLINE_HOOKS_DIR names "${shared}", which is not a directory`);
  }
  if (directory !== undefined) {
    await add("bundle", directory, allowBundleHooks || (isSame && allowEnvironmentHooks));
  }
  return sources;
}

const NAMES: Record<HookMoment, string> = {
  preGUI: "pre-GUI",
  preSubmission: "pre-submission",
  postSubmission: "post-submission",
};

/** The name of a moment for people. */
export function nameOfMoment(moment: HookMoment): string {
  return NAMES[moment];
}

/** The command line of a hook for people. */
export function wordsOf({ command, args = [] }: HookDefinition): string {
  return [command, ...args].join(" ").trim();
}

/** Says which programs would run, for the question whether they may. */
export function describeHooks(sources: readonly HookSource[]): string {
  return sources.map(({ origin, directory, hooks }) => {
    const lists = (Object.keys(NAMES) as HookMoment[]).flatMap((moment) => {
      const list = hooks[moment] ?? [];
      if (list.length === 0) return [];
      const lines = list.map((hook, index) => `    [${index + 1}] ${wordsOf(hook)}\n`);
      return [
        `  ${NAMES[moment][0].toUpperCase()}${NAMES[moment].slice(1)} hooks:\n`,
        ...lines,
        "\n",
      ];
    });
    const from = origin === "bundle" ? "job bundle" : "environment (DEADLINE_HOOKS_DIR)";
    return `This ${from} contains submission hooks that will execute on your machine:\n\n` +
      `${lists.join("")}  Location: ${directory}\n`;
  }).join("\n");
}

function notAllowed(origin: HookSource["origin"]): string {
  const [where, setting] = origin === "bundle"
    ? ["The job bundle", "allow_bundle_hooks"]
    : ["DEADLINE_HOOKS_DIR", "allow_environment_hooks"];
  return `${where} has hooks, which do not run; to allow them: ` +
    `deadline config set settings.${setting} true`;
}

/** A copy in the job history says where its scripts are. */
async function scriptFolder(folder: string): Promise<string> {
  const origin = await Deno.readTextFile(join(folder, ".hooks_origin")).catch(() => "");
  const info = await Deno.stat(origin.trim()).catch(() => undefined);
  return info?.isDirectory ? origin.trim() : await Deno.realPath(folder);
}

async function realPath(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}
