import type { SubmitRequest } from "@/server/contract.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { startSubmit } from "@/server/submit.ts";

export const handler = define.handlers({
  POST: change(
    { call: "CreateJob" },
    async ({ console, json }) => ({ id: await startSubmit(console, await json<SubmitRequest>()) }),
    202,
  ),
});
