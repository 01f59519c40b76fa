import { makeFolder } from "@/server/files.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "files" }, async ({ console, json }) => {
    const { path } = await json<{ path: string }>();
    return await makeFolder(String(path), console.roots);
  }),
});
