import { idsOf } from "@/server/ids.ts";
import { jobFilesOf } from "@/server/job_files.ts";
import { jobZip } from "@/server/job_zip.ts";
import { raw } from "@/server/raw_route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: raw((ask) =>
    jobZip(jobFilesOf(idsOf(ask), ask.query), ask.query.getAll("include"), ask.call)
  ),
});
