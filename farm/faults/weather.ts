import type { FaultRule, Faults, Latency } from "./rules.ts";

/** The rules in force: decides what befalls the next request, and counts. */
export class Weather {
  #rules: { rule: FaultRule; passed: number; acted: number }[] = [];
  #random: () => number = Math.random;

  /** Starts with these rules. */
  constructor(faults: Faults = { rules: [] }) {
    this.change(faults);
  }

  /** The rules in force. */
  get rules(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Puts other rules in force; counters begin anew. */
  change(faults: Faults): void {
    this.#rules = faults.rules.map((rule) => ({ rule, passed: 0, acted: 0 }));
    this.#random = faults.seed === undefined ? Math.random : seeded(faults.seed);
  }

  /** The rule that acts on this request, if any. */
  befalls(operation: string): FaultRule | undefined {
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (!matches(rule, operation)) continue;
      if (entry.passed < (rule.after ?? 0)) {
        entry.passed++;
        continue;
      }
      if (entry.acted >= (rule.times ?? Infinity)) continue;
      if (this.#random() >= (rule.probability ?? 1)) continue;
      entry.acted++;
      return rule;
    }
    return undefined;
  }

  /** Draws a delay in milliseconds. */
  delay(latency: Latency): number {
    if ("ms" in latency) return latency.ms;
    if ("fromMs" in latency) {
      return latency.fromMs + this.#random() * (latency.toMs - latency.fromMs);
    }
    const { p50Ms, p99Ms } = latency;
    // The 99th percentile of the normal distribution lies 2.326 deviations above its middle.
    const deviation = Math.log(Math.max(p99Ms, p50Ms) / Math.max(p50Ms, 0.001)) / 2.326;
    return p50Ms * Math.exp(deviation * this.#normal());
  }

  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return radius * Math.cos(2 * Math.PI * this.#random());
  }
}

function matches({ operation }: FaultRule, name: string): boolean {
  const wanted = typeof operation === "string" ? [operation] : operation;
  return wanted.some((one) => one === "*" || one === name);
}

/** A small generator of numbers in [0, 1) (a linear congruential one), repeatable by its seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
