/** How long to hold a request back, in milliseconds. */
export type Latency =
  /** Always as long. */
  | { readonly ms: number }
  /** Evenly anywhere between. */
  | { readonly fromMs: number; readonly toMs: number }
  /** Log-normal, as networks are: half are below `p50Ms`, one in a hundred is above `p99Ms`. */
  | { readonly p50Ms: number; readonly p99Ms: number };

/** What is done to some requests. Several faults of one rule act together, in this order. */
export interface FaultRule {
  /** The operations it is for, as the API names them (`ListQueues`, `PutObject`); `*` for all. */
  readonly operation: string | readonly string[];
  /** How many requests it acts on before it is used up; without it, on all. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  /** The chance that it acts on a request, 0 to 1. */
  readonly probability?: number;
  /** Holds the request back. */
  readonly latency?: Latency;
  /** Never answers: `before` the request is passed on, or `after` it took effect. */
  readonly stall?: "before" | "after";
  /** Closes the connection: `before` the request is passed on, or `after` it took effect. */
  readonly reset?: "before" | "after";
  /** Answers 429 ThrottlingException, with `Retry-After`. */
  readonly throttle?: { readonly retryAfterSeconds: number };
  /** Answers with this status and error code instead of passing the request on. */
  readonly error?: { readonly status: number; readonly code: string; readonly message?: string };
  /** Answers 403 ExpiredTokenException. */
  readonly expired?: true;
  /** Answers as a service does whose clock is off by so many seconds. */
  readonly clockSkewSeconds?: number;
  /** Passes the request on twice; the second answer is the one that counts. */
  readonly duplicate?: true;
  /** Sends the answer's body this slowly. */
  readonly slowBody?: { readonly bytesPerSecond: number };
  /** Closes the connection after so many bytes of the answer's body. */
  readonly truncate?: { readonly bytes: number };
}

/** A set of rules; for each request the first that matches and is not used up acts. */
export interface Faults {
  readonly rules: readonly FaultRule[];
  /** Makes chance repeatable. */
  readonly seed?: number;
}

type Check = (value: unknown) => string | undefined;

const number = (min: number, max = Infinity): Check => (value) =>
  typeof value === "number" && value >= min && value <= max
    ? undefined
    : `a number from ${min}${max === Infinity ? " up" : ` to ${max}`}`;
const text: Check = (value) => typeof value === "string" && value !== "" ? undefined : "a text";
const moment: Check = (value) =>
  value === "before" || value === "after" ? undefined : `"before" or "after"`;
const yes: Check = (value) => value === true ? undefined : "true";
const fields = (
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): Check =>
(value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "an object";
  const given = value as Record<string, unknown>;
  const known = { ...required, ...optional };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) {
      return `an object without "${name}"; it knows ${Object.keys(known).join(", ")}`;
    }
    const expected = known[name](given[name]);
    if (expected) return `an object whose "${name}" is ${expected}`;
  }
  const missing = Object.keys(required).find((name) => !Object.hasOwn(given, name));
  return missing && `an object with "${missing}"`;
};
const either = (...checks: Check[]): Check => (value) => {
  const expected = checks.map((check) => check(value));
  return expected.every((one) => one !== undefined) ? expected.join(", or ") : undefined;
};

const RULE = fields({
  operation: either(
    text,
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every((one) => !text(one))
        ? undefined
        : "a list of texts",
  ),
}, {
  times: number(0),
  after: number(0),
  probability: number(0, 1),
  latency: either(
    fields({ ms: number(0) }),
    fields({ fromMs: number(0), toMs: number(0) }),
    fields({ p50Ms: number(0), p99Ms: number(0) }),
  ),
  stall: moment,
  reset: moment,
  throttle: fields({ retryAfterSeconds: number(0) }),
  error: fields({ status: number(400, 599), code: text }, { message: text }),
  expired: yes,
  clockSkewSeconds: number(-Infinity),
  duplicate: yes,
  slowBody: fields({ bytesPerSecond: number(1) }),
  truncate: fields({ bytes: number(0) }),
});

/**
 * Reads a file of fault rules.
 *
 * @throws {SyntaxError} naming the source, the rule and what it expects, when it is not as it should be.
 */
export function parseFaults(json: string, source = "faults"): Faults {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${source}: ${(cause as Error).message}`, { cause });
  }
  const { rules, seed, ...rest } = (read ?? {}) as Record<string, unknown>;
  if (!Array.isArray(rules)) throw new SyntaxError(`Cannot read ${source}: "rules" must be a list`);
  const unknown = Object.keys(rest)[0];
  if (unknown) throw new SyntaxError(`Cannot read ${source}: "${unknown}" is not known`);
  if (seed !== undefined && number(-Infinity)(seed)) {
    throw new SyntaxError(`Cannot read ${source}: "seed" must be a number`);
  }
  for (const [i, rule] of rules.entries()) {
    const expected = RULE(rule);
    if (expected) throw new SyntaxError(`Cannot read ${source}: rules[${i}] must be ${expected}`);
  }
  return { rules, ...(seed === undefined ? {} : { seed: seed as number }) };
}
