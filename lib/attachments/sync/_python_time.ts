/** A time as Python writes it in ISO 8601, of microseconds since the epoch. */
export function isoOfMicros(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const rest = micros - seconds * 1e6;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}${rest === 0 ? "" : `.${String(rest).padStart(6, "0")}`}+00:00`;
}

/**
 * Reads such a time, to the microsecond.
 *
 * @throws {SyntaxError} if it is none.
 */
export function microsOfIso(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:\d\d)?$/.exec(
    text,
  );
  const millis = match ? Date.parse(`${match[1].replace(" ", "T")}${match[3] ?? "Z"}`) : NaN;
  if (Number.isNaN(millis)) throw new SyntaxError(`Cannot read the time "${text}"`);
  return millis * 1000 + Number((match![2] ?? "").padEnd(6, "0"));
}

/** All times in a value as Python writes them; what is not known is left out. */
export function withTextTimes(value: unknown): unknown {
  if (value instanceof Date) return isoOfMicros(value.getTime() * 1000);
  if (Array.isArray(value)) return value.map(withTextTimes);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withTextTimes(member)]));
}
