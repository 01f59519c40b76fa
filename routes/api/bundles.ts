import { TaskError } from "@deadline/client/task";
import { listBundles } from "@/server/bundles.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "bundles" }, ({ console, query, signal }) => {
    const source = query.get("source") ?? "samples";
    if (source !== "samples" && source !== "folder" && source !== "recent") {
      throw new TaskError(`"${source}" is no source of bundles`, {
        code: "BadRequest",
        status: 400,
      });
    }
    return listBundles(source, query.get("path") || undefined, console, signal);
  }),
});
