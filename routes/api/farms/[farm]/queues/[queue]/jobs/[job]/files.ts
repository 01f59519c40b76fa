import { idsOf } from "@/server/ids.ts";
import { jobFilePages, jobFilesOf } from "@/server/job_files.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => {
      const { kind, ...ids } = jobFilesOf(idsOf(ask), ask.query);
      return {
        call: kind === "inputs" ? "GetJob" : "ListObjectsV2",
        library: kind === "inputs" ? "listJobInputs" : "listJobOutputs",
        cli: kind === "inputs" ? "job download-input" : "job download-output",
        ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)),
      };
    },
    (ask) => jobFilePages(jobFilesOf(idsOf(ask), ask.query), ask.call),
  ),
});
