import type { AuthState } from "@/server/contract.ts";
import type { StatusKind } from "./status.ts";

/** Where credentials come from, for people. */
export const SOURCES: Record<AuthState["source"], string> = {
  LOCAL_FARM: "Keys of the local farm",
  OPTION: "Given by the program",
  ENVIRONMENT: "Environment variables",
  DEADLINE_CLOUD_MONITOR_LOGIN: "Deadline Cloud monitor",
  AWS_CONSOLE_LOGIN: "Console login",
  SSO: "IAM Identity Center (SSO)",
  PROCESS: "A credential process",
  ASSUME_ROLE: "A role",
  STATIC_KEYS: "Keys in the credentials file",
  HOST_PROVIDED: "This computer",
  NOT_VALID: "None",
};

/** What is wrong, in two words and in a sentence's beginning. */
const PROBLEMS: Record<NonNullable<AuthState["problem"]>, [short: string, kind: StatusKind]> = {
  NO_PROFILE: ["no such profile", "failed"],
  NO_CREDENTIALS: ["no credentials", "failed"],
  EXPIRED: ["sign in", "suspended"],
  CREDENTIALS_HANG: ["credentials hang", "failed"],
  CREDENTIALS_FAILED: ["credentials fail", "failed"],
  WRONG_KEYS: ["wrong keys", "failed"],
  WRONG_CLOCK: ["clock is off", "failed"],
  DENIED: ["no access", "failed"],
  NO_REGION: ["no region", "failed"],
  NO_NETWORK: ["no network", "failed"],
  WRONG_ENDPOINT: ["wrong endpoint", "failed"],
  PROXY: ["proxy", "failed"],
  CERTIFICATE: ["not trusted", "failed"],
  NO_ANSWER: ["no answer", "failed"],
  OTHER: ["trouble", "failed"],
};

/** How the sign-in is, as a shape and two words. */
export function authSummary(
  state: AuthState | undefined,
  failed: boolean,
): [kind: StatusKind, words: string] {
  if (!state) return failed ? ["failed", "unknown"] : ["waiting", "checking"];
  const name = state.source === "LOCAL_FARM" ? "local" : state.profile;
  if (state.status === "NEEDS_LOGIN") return ["suspended", `${name} · sign in`];
  const [short, kind] = state.problem ? PROBLEMS[state.problem] : [];
  if (short && kind) return [kind, `${name} · ${short}`];
  return state.apiAvailable ? ["succeeded", `${name} · ready`] : ["failed", `${name} · no answer`];
}

/** The command that a hint names, if it names one. */
export function commandIn(hint: string | undefined): string | undefined {
  return /[`"“']((?:aws|deadline|timedatectl) [^`"”']+)[`"”']/.exec(hint ?? "")?.[1] ??
    /(?:^Run: |: |\()((?:aws|deadline|timedatectl) [^,;)]+)/.exec(hint ?? "")?.[1]?.trim();
}
