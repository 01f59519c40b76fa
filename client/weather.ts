/** Bad weather that one click makes. */
export interface Preset {
  id: string;
  label: string;
  /** What a person will see. */
  note: string;
  rules: readonly object[];
}

/** From calm to none at all. Each is the rules of the farm's `--faults` option. */
export const PRESETS: readonly Preset[] = [
  { id: "calm", label: "Calm", note: "Everything passes unchanged", rules: [] },
  {
    id: "slow",
    label: "Slow",
    note: "Every answer takes 500 ms",
    rules: [{ operation: "*", latency: { ms: 500 } }],
  },
  {
    id: "very-slow",
    label: "Very slow",
    note: "Every answer takes 5 s",
    rules: [{ operation: "*", latency: { ms: 5000 } }],
  },
  {
    id: "stall",
    label: "Stalled",
    note: "No request is ever answered",
    rules: [{ operation: "*", stall: "before" }],
  },
  {
    id: "throttled",
    label: "Throttled",
    note: "Half of the requests are told to come back in 2 s",
    rules: [{ operation: "*", probability: 0.5, throttle: { retryAfterSeconds: 2 } }],
  },
  {
    id: "errors",
    label: "Errors",
    note: "Three in ten answers are a server error",
    rules: [{
      operation: "*",
      probability: 0.3,
      error: { status: 500, code: "InternalServerErrorException" },
    }],
  },
  {
    id: "resets",
    label: "Resets",
    note: "A third of the connections break, half of those after the request took effect",
    rules: [
      { operation: "*", probability: 0.17, reset: "before" },
      { operation: "*", probability: 0.2, reset: "after" },
    ],
  },
  {
    id: "expired",
    label: "Expired",
    note: "The credentials are refused as expired",
    rules: [{ operation: "*", expired: true }],
  },
];

/** The rules as text to edit and to send. */
export function textOfRules(rules: readonly object[]): string {
  if (rules.length === 0) return '{ "rules": [] }\n';
  const lines = rules.map((rule) => `    ${JSON.stringify(rule)}`);
  return `{\n  "rules": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** The preset that a text of rules is, if it is one. */
export function presetOf(text: string): Preset | undefined {
  try {
    const rules = JSON.stringify(JSON.parse(text).rules);
    return PRESETS.find((preset) => JSON.stringify(preset.rules) === rules);
  } catch {
    return undefined;
  }
}

/** What is wrong with a text of rules at first sight; the farm judges what is in them. */
export function checkRules(text: string): string | undefined {
  try {
    return Array.isArray(JSON.parse(text)?.rules) ? undefined : '"rules" must be a list';
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a rule does, in a few words: `latency, throttle`. */
export function faultWords(fault: object): string {
  return Object.keys(fault)
    .filter((name) => !["operation", "times", "after", "probability"].includes(name))
    .join(", ");
}
