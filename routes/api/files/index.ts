import { listFiles } from "@/server/files.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "files" },
    ({ console, query, signal }) =>
      listFiles(query.get("path") ?? undefined, console.roots, signal),
  ),
});
