import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "dropped" }, async ({ console, json }) => {
    const { name } = await json<{ name: string }>();
    return await console.dropped.begin(String(name));
  }, 201),
});
