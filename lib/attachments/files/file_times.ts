/** The time of a manifest: whole microseconds, rounded down. */
export function manifestTime(mtimeNs: bigint): number {
  const micros = mtimeNs / 1000n;
  return Number(mtimeNs % 1000n < 0n ? micros - 1n : micros);
}

/**
 * The time as the hash cache has it: `YYYY-MM-DD HH:MM:SS[.ffffff]` in the local time zone. The
 * Python client gets it from a floating-point number of seconds, half to even, so this does too.
 */
export function cacheTime(mtimeNs: bigint): string {
  const [whole, rest] = floorDivide(mtimeNs, 1_000_000_000n);
  const time = Number(whole) + 1e-9 * Number(rest);
  let seconds = Math.trunc(time);
  let micros = roundHalfToEven((time - seconds) * 1e6);
  if (micros < 0) [seconds, micros] = [seconds - 1, micros + 1_000_000];
  if (micros >= 1_000_000) [seconds, micros] = [seconds + 1, micros - 1_000_000];
  const local = new Date(seconds * 1000);
  const date = [pad(local.getFullYear(), 4), pad(local.getMonth() + 1), pad(local.getDate())];
  const clock = [pad(local.getHours()), pad(local.getMinutes()), pad(local.getSeconds())];
  return `${date.join("-")} ${clock.join(":")}${micros === 0 ? "" : `.${pad(micros, 6)}`}`;
}

function floorDivide(value: bigint, by: bigint): [quotient: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, "0");
}
