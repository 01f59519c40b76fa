/** The place of an output manifest, read out of its key. */
interface OutputKey {
  key: string;
  /** Step and task; a manifest of a whole chunk has no task. */
  task: string | undefined;
  /** The time and the id of the session action. */
  action: string;
}

const STEP_AND_TASK = /^(step-[^/]+\/)(?:(task-[^/]+)\/)?([^/]+)\/.*output/;

/**
 * Chooses the manifests that tell what a job has made: of each task those of its newest action, and
 * those of all actions that are not of one task.
 *
 * @param prefix What all keys of the job begin with, up to the step.
 */
export function newestOutputKeys(keys: Iterable<string>, prefix: string): string[] {
  const outputs = [...keys].map((key) => parse(key, prefix)).filter((each) => each !== undefined);
  const newest = new Map<string, string>();
  for (const { task, action } of outputs) {
    if (task !== undefined && !(newest.get(task)! >= action)) newest.set(task, action);
  }
  return outputs
    .filter(({ task, action }) => task === undefined || newest.get(task) === action)
    .map(({ key }) => key);
}

/** Chooses the manifests of one session action. */
export function outputKeysOfAction(
  keys: Iterable<string>,
  prefix: string,
  sessionActionId: string,
): string[] {
  return [...keys].filter((key) => {
    const way = key.slice(prefix.length);
    const at = way.indexOf(sessionActionId);
    return at >= 0 && way.indexOf("output", at + sessionActionId.length) >= 0;
  });
}

function parse(key: string, prefix: string): OutputKey | undefined {
  const match = STEP_AND_TASK.exec(key.slice(prefix.length));
  if (!match) return undefined;
  const [, step, task, action] = match;
  return { key, task: task && step + task, action };
}
