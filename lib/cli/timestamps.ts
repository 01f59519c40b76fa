/** Writes the time of a log line. */
export type TimestampFormatter = (time: Date) => string;

/** Makes the formatter of `--timestamp-format`; relative times count from `start`. */
export function timestampFormatter(format: string, start: Date): TimestampFormatter {
  if (format === "relative") return (time) => relative(time.getTime() - start.getTime());
  return format === "local" ? local : (time) => `${isoWithoutZone(time)}+00:00`;
}

/** As Python writes times: microseconds, or none at all for whole seconds. */
function isoWithoutZone(time: Date): string {
  const iso = time.toISOString().slice(0, -1);
  return iso.endsWith(".000") ? iso.slice(0, -4) : `${iso}000`;
}

function local(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const pad = (number: number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const zone = `${minutes < 0 ? "-" : "+"}${pad(minutes / 60)}:${pad(minutes % 60)}`;
  return isoWithoutZone(new Date(time.getTime() + minutes * 60_000)) + zone;
}

/** `H:MM:SS.ffffff`, with days before it where there are any, as Python writes differences. */
function relative(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  const part = (unit: number, size: number) => Math.floor(rest / unit) % size;
  const pad = (number: number, width: number) => String(number).padStart(width, "0");
  const fraction = rest % 1000 === 0 ? "" : `.${pad(rest % 1000, 3)}000`;
  const clock = `${part(3_600_000, 24)}:${pad(part(60_000, 60), 2)}:${pad(part(1000, 60), 2)}`;
  const day = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
  return day + clock + fraction;
}
