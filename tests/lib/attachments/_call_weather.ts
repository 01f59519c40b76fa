import type { FaultRule } from "../../../farm/faults/mod.ts";

/** What can happen to a call, and how what makes it may end then. */
export interface CallWeather {
  readonly rule: Omit<FaultRule, "operation">;
  readonly end: "success" | "error" | "either";
  /** Whether it is cancelled as soon as that happens. */
  readonly stops?: true;
}

/** All of it, by its name. */
export const CALL_WEATHER: Readonly<Record<string, CallWeather>> = {
  "fails once": {
    rule: { times: 1, error: { status: 500, code: "InternalError" } },
    end: "success",
  },
  "fails for good": { rule: { error: { status: 503, code: "SlowDown" } }, end: "error" },
  "is refused": { rule: { error: { status: 403, code: "AccessDenied" } }, end: "error" },
  "is reset before": { rule: { times: 1, reset: "before" }, end: "success" },
  "is reset after": { rule: { times: 1, reset: "after" }, end: "success" },
  "stands still once": { rule: { times: 1, stall: "before" }, end: "either" },
  "stands still for good": { rule: { stall: "after" }, end: "error" },
  "stands still and is cancelled": { rule: { stall: "before" }, end: "error", stops: true },
  "is cut off once": { rule: { times: 1, truncate: { bytes: 20 } }, end: "success" },
  "is cut off for good": { rule: { truncate: { bytes: 20 } }, end: "either" },
};

/** Without an answer to it work goes on: it is only asked who owns the bucket. */
export const OPTIONAL_CALLS: readonly string[] = ["GetCallerIdentity"];

/** One call, and what happens to it. */
export interface CallFault {
  readonly operation: string;
  /** How many calls of the operation come before it. */
  readonly after: number;
  readonly weather: CallWeather;
  /** The case in words. */
  readonly what: string;
}

/** Every weather for every call of a run, or a sample of so many with one of each kind. */
export function callFaults(calls: readonly string[], sample?: number): CallFault[] {
  const kinds = Object.entries(CALL_WEATHER);
  const all = [...calls.entries()].flatMap(([index, operation]) => {
    const after = calls.slice(0, index).filter((each) => each === operation).length;
    return kinds.map(([name, weather]) => {
      return { operation, after, weather, what: `${operation} ${after + 1} ${name}` };
    });
  });
  if (sample === undefined) return all;
  // Prime to the number of kinds.
  const step = Math.ceil(all.length / sample / kinds.length) * kinds.length + 1;
  return all.filter((_, index) => index % step === 0);
}
