import type { Effect, StopReason } from "@deadline/client/task";

const REASONS: Record<StopReason, string> = {
  user: "Canceled by you",
  superseded: "Replaced by a newer one",
  navigated: "Stopped when its page was left",
  timeout: "It took longer than allowed",
  offline: "Stopped: the network is gone",
  expired: "Stopped: nobody signed in to AWS again",
  closed: "Stopped when the console was closed",
};

const EFFECTS: Partial<Record<Effect, string>> = {
  "not sent": "; nothing was sent",
  applied: "; it had taken effect",
  unknown: "; it may have taken effect",
};

/** Why something was stopped, and what is known of its effect, for people. */
export function stopWords(reason: StopReason, effect: Effect | undefined): string {
  return REASONS[reason] + (effect && EFFECTS[effect] || "");
}
