import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "connection" }, ({ console }) => console.connection()),
});
