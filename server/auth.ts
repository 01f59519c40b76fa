import { call, type CallOptions, checkAuthentication } from "@deadline/client";
import { signInCommand } from "@deadline/client/session";
import type { Console } from "./console.ts";
import type { AuthState } from "./contract.ts";
import { signInNeed } from "./gate_events.ts";
import { compact } from "./shapes/compact.ts";

/** Milliseconds to find out which account it is; a nicety that nothing waits longer for. */
const PATIENCE = 3_000;

/** Milliseconds after which credentials that do not come are told of as hanging. */
const PROBE = 15_000;

/** Whether the console can call AWS, and if not, why and what to do. */
export async function authState(console: Console, call: CallOptions): Promise<AuthState> {
  const { launch, gate, selection } = console;
  const isLocal = launch.mode === "local";
  const [found, account, config] = await Promise.all([
    checkAuthentication({ timeout: PROBE, ...call }),
    accountOf(call),
    selection.config(call.signal).catch(() => undefined),
  ]);
  const { source, status, api, message, hint, problem, region, profile } = found;
  const monitor = config?.getPath("deadline-cloud-monitor.path") || undefined;
  const need = signInNeed(gate);
  return compact({
    source: isLocal ? "LOCAL_FARM" : source,
    profile: isLocal ? launch.name : profile,
    region,
    status,
    apiAvailable: api,
    account,
    message,
    problem,
    command: isLocal ? undefined : signInCommand(source, profile, monitor)?.join(" "),
    ...need,
    hint: hint ?? need.hint,
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
