import { call, type CallOptions, checkAuthentication } from "@deadline/client";
import type { Console } from "./console.ts";
import type { AuthState } from "./contract.ts";
import { signInNeed } from "./gate_events.ts";
import { compact } from "./shapes/compact.ts";

/** Milliseconds to find out which account it is; a nicety that nothing waits longer for. */
const PATIENCE = 3_000;

/** Whether the console can call AWS, and if not, why and what to do. */
export async function authState(
  { launch, gate }: Pick<Console, "launch" | "gate">,
  call: CallOptions,
): Promise<AuthState> {
  const [found, account] = await Promise.all([checkAuthentication(call), accountOf(call)]);
  const { source, status, api, message, hint } = found;
  return compact({
    source: launch.mode === "local" ? "LOCAL_FARM" : sourceOf(source),
    status,
    apiAvailable: api,
    account,
    message,
    ...signInNeed(gate),
    ...(hint ? { hint } : {}),
  });
}

/** Tells the calls that wait that somebody has signed in to AWS again. */
export async function signedInAgain({ session, gate }: Console): Promise<void> {
  await session.renewCredentials();
  gate.renewed();
}

/** The AWS account that calls are made in, where that can be found out. */
async function accountOf(options: CallOptions): Promise<string | undefined> {
  const { onAnswer: _, ...rest } = options;
  try {
    const quick = { ...rest, timeout: PATIENCE, waitForSignIn: false };
    return (await call("sts", "GetCallerIdentity", {}, quick)).Account;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return undefined;
  }
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
