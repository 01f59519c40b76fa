import { attachmentOf, attachmentResponse } from "@/server/attachment.ts";
import { idsOf } from "@/server/ids.ts";
import { raw } from "@/server/raw_route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: raw((ask) => {
    const file = attachmentOf(ask.params.hash, ask.query);
    return attachmentResponse(idsOf(ask), file, ask.range, ask.call);
  }),
});
