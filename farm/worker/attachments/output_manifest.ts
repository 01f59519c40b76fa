import { asciiJson } from "@deadline/client/attachments";

/** Which run of a task has written outputs. */
export interface TaskRunAddress {
  readonly farmId: string;
  readonly queueId: string;
  readonly jobId: string;
  readonly stepId: string;
  /** Absent for a run that is of no one task, such as a chunk of several. */
  readonly taskId: string | undefined;
  readonly sessionActionId: string;
  /** When the run began. */
  readonly startedAt: Date;
}

/** Where the output manifests of a run are kept, below the folder for manifests. */
export function outputManifestFolder(address: TaskRunAddress): string {
  const { farmId, queueId, jobId, stepId, taskId, sessionActionId, startedAt } = address;
  const time = startedAt.toISOString().replace("Z", "000Z");
  const ids = [farmId, queueId, jobId, stepId, ...taskId ? [taskId] : []];
  return `${ids.join("/")}/${time}_${sessionActionId}`;
}

/** The metadata of an output manifest, by which readers find the root of its files. */
export function outputMetadata(
  rootPath: string,
  locationName: string | undefined,
): Record<string, string> {
  const location: Record<string, string> = locationName
    ? { "file-system-location-name": locationName }
    : {};
  if (/^[\0-\x7f]*$/.test(rootPath)) return { "asset-root": rootPath, ...location };
  // Metadata must be ASCII; older readers only know the first.
  const json = asciiJson(rootPath);
  return { "asset-root": json, "asset-root-json": json, ...location };
}
