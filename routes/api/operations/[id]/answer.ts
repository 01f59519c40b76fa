import { found } from "@/server/found.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "operations" }, async ({ console, params, json }) => {
    const { question, choice } = await json<{ question: string; choice: string }>();
    const state = console.operations.answer(params.id, String(question), String(choice));
    return found(state, "operation", params.id);
  }),
});
