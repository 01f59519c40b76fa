import { farmsOf } from "@/server/farms.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list({ call: "ListFarms", cli: "farm list", library: "listFarms" }, farmsOf),
});
