import type { DownloadRequest } from "@/server/contract.ts";
import { startDownload } from "@/server/download.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "downloadJobOutputs" },
    async ({ console, json }) => ({
      id: await startDownload(console, await json<DownloadRequest>()),
    }),
    202,
  ),
});
