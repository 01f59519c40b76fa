import type { SubmitRequest } from "@/server/contract.ts";
import { idsOf } from "@/server/ids.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { submitEquivalents } from "@/server/submit_equivalents.ts";

export const handler = define.handlers({
  POST: change({ call: "GetQueue" }, async (ask) => {
    const request = { ...await ask.json<SubmitRequest>(), ...idsOf<"farmId" | "queueId">(ask) };
    return await submitEquivalents(request, ask.console, ask.call);
  }),
});
