import { humanSize } from "../attachments/human_size.ts";
import type { AttachmentPlan } from "../bundle/plan_attachments.ts";
import type { ClassifiedPaths } from "../bundle/known_paths.ts";

/** Says what would be sent, for the question whether it may. */
export function describeSubmission(plan: AttachmentPlan): string {
  const { files, bytes, known, unknown } = plan;
  const outputs = known.outputs.length + unknown.outputs.length;
  const isUnknown = unknown.inputs.length + unknown.outputs.length > 0;
  return [
    "Files in these folders will be sent to the bucket of the queue; what is there already, and what " +
    "is in shared places of the storage profile, is not.",
    "",
    "  Known paths:",
    ...lines(known),
    ...isUnknown
      ? [
        "",
        "  Unknown paths:",
        ...lines(unknown),
        "",
        "  WARNING: nobody has said that files of the unknown paths may be sent. To have them known,",
        "  use --known-asset-path, settings.known_asset_paths, or LOCAL places of a storage profile.",
      ]
      : [],
    "",
    ...files > 0 ? [`  Sent from here: ${count(files, "file")} (${humanSize(bytes)})`] : [],
    ...outputs > 0 ? [`  Sent by workers: files made in ${count(outputs, "output folder")}`] : [],
    "",
  ].join("\n");
}

/** At most five: all of five, else four and how many more there are. */
function lines({ inputs, outputs }: ClassifiedPaths): string[] {
  const all = [...inputs, ...outputs.map((path) => `(output) ${path}`)];
  if (all.length === 0) return ["    (none)"];
  const shown = all.slice(0, all.length === 5 ? 5 : 4);
  const more = all.length - shown.length;
  return [...shown, ...more > 0 ? [`... and ${more} more`] : []].map((path) => `    ${path}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
