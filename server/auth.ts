import { type CallOptions, checkAuthentication } from "@deadline/client";
import type { AuthState } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** Whether the console can call AWS, and if not, why and what to do. */
export async function authState(mode: "local" | "aws", call: CallOptions): Promise<AuthState> {
  const { source, status, api, message, hint } = await checkAuthentication(call);
  return compact({
    source: mode === "local" ? "LOCAL_FARM" : sourceOf(source),
    status,
    apiAvailable: api,
    message,
    hint,
  });
}

/** The islands tell apart where one signs in; keys that are simply there are the host's. */
function sourceOf(source: string): AuthState["source"] {
  switch (source) {
    case "DEADLINE_CLOUD_MONITOR_LOGIN":
    case "AWS_CONSOLE_LOGIN":
    case "NOT_VALID":
      return source;
    default:
      return "HOST_PROVIDED";
  }
}
