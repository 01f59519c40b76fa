import { change } from "@/server/route.ts";
import { type BundleChange, saveBundle } from "@/server/save_bundle.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "bundle" }, async ({ console, json, signal }) => {
    const { request, path } = await json<{ request: BundleChange; path: string }>();
    return await saveBundle(request, String(path), console.roots, signal);
  }, 201),
});
