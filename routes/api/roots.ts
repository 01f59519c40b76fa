import { change, single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "roots" }, ({ console }) => console.roots.list()),
  POST: change({ call: "roots" }, async ({ console, json }) => {
    const { path } = await json<{ path: string }>();
    return await console.roots.add(String(path));
  }),
  DELETE: change({ call: "roots" }, async ({ console, json }) => {
    const { path } = await json<{ path: string }>();
    return await console.roots.remove(String(path));
  }),
});
