import { join } from "@std/path";
import { parameterValuesOf, saveToHistory, type SubmissionSummary } from "@deadline/client/bundle";
import type { Console } from "./console.ts";
import type { SubmitRequest } from "./contract.ts";
import type { OperationContext } from "./operations.ts";
import { withAdded } from "./save_bundle.ts";

/** How many of the latest jobs are listed. */
const MOST = 100;

/**
 * The folder of the job history, as the configuration has it. With the embedded farm it is in the
 * console's own folder unless somebody chose one: trying things out leaves nothing elsewhere.
 */
export async function historyFolder(console: Console, signal: AbortSignal): Promise<string> {
  const config = await console.selection.config(signal);
  const { mode, dataDir } = console.launch;
  const isChosen = config.origin("settings.job_history_dir") !== "default";
  return mode === "local" && !isChosen
    ? join(dataDir, "job_history")
    : config.getPath("settings.job_history_dir");
}

/** The bundles of the job history, newest first. */
export async function listHistory(console: Console, signal: AbortSignal): Promise<string[]> {
  const folder = await historyFolder(console, signal);
  const found: string[] = [];
  for (const month of await namesIn(folder, /^\d{4}-\d{2}$/)) {
    signal.throwIfAborted();
    const days = await namesIn(join(folder, month), /^\d{4}-\d{2}-\d{2}-\d{2,}-/);
    found.push(...days.map((name) => join(folder, month, name)));
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

/**
 * Keeps a copy of what is submitted, with its values. A history that cannot be written is told of and
 * stops nobody.
 */
export async function keepInHistory(
  console: Console,
  { summary, template, request }: {
    summary: SubmissionSummary;
    template: string;
    request: SubmitRequest;
  },
  { signal, log }: Pick<OperationContext, "signal" | "log">,
): Promise<void> {
  const { bundle, settings } = summary;
  const assets = withAdded(bundle.assetReferences, request.assets);
  const { priority, maxFailedTasksCount, maxRetriesPerTask, maxWorkerCount, targetTaskRunStatus } =
    request;
  const given = { priority, maxFailedTasksCount, maxRetriesPerTask, maxWorkerCount };
  const fields = Object.entries({ ...given, targetTaskRunStatus })
    .filter(([, value]) => value !== undefined);
  const hasAssets = Object.values(assets).some((paths) => paths.length > 0);
  try {
    await saveToHistory({
      folder: await historyFolder(console, signal),
      submitterName: "Console",
      jobName: request.name || bundle.template.name,
    }, {
      template,
      templateType: bundle.templateType,
      parameterValues: parameterValuesOf({
        // The copy lies elsewhere: paths in the bundle are no paths in it.
        parameters: settings.parameters.map((one) => ({ ...one, origin: one.origin && "bundle" })),
        fields: { ...settings.fields, ...Object.fromEntries(fields) },
      }),
      assetReferences: hasAssets ? assets : undefined,
    }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    log(`The job history could not be written: ${(error as Error).message}`);
  }
}

/** The folders in a folder whose names have this form, the latest first. */
async function namesIn(folder: string, form: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && form.test(name)) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort((a, b) => a < b ? 1 : -1);
}
