import { listProfiles } from "@/server/profiles.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "profiles", library: "listAwsProfiles" }, () => listProfiles()),
});
