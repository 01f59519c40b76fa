/** A time, in milliseconds since the epoch, as people of this machine read it. */
export function localTime(ms: number): string {
  // Swedish for the order of its parts: year, month, day.
  return new Date(ms).toLocaleString("sv-SE");
}

/** From one time to another; of the second only the time of day, if it is the same day. */
export function localInterval(from: number, to: number): string {
  const [start, end] = [from, to].map(localTime);
  const [startDay, endDay] = [start, end].map((text) => text.slice(0, 10));
  return `${start} to ${startDay === endDay ? end.slice(11) : end}`;
}

/** How long something took, such as `<0.1s`, `0.6s`, `42s`, `10m55s` or `2h05m`. */
export function durationText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.1) return "<0.1s";
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${seconds.toFixed(0)}s`;
  const whole = Math.round(seconds);
  const pad = (number: number) => String(number).padStart(2, "0");
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return rest === 0 ? `${minutes}m` : `${minutes}m${pad(rest)}s`;
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
  return left === 0 ? `${hours}h` : `${hours}h${pad(left)}m`;
}

/** A number of things, such as `1 job` or `2 jobs`. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The time between two runs in words, both in microseconds, with what is looked at once more. */
export function windowText(since: number, now: number, slackSeconds: number): string {
  const [length, slack] = [(now - since) / 1000, slackSeconds * 1000];
  const what = length > slack
    ? `${durationText(length - slack)} + ${durationText(slack)} eventual consistency allowance`
    : durationText(length);
  return `${localInterval(since / 1000, now / 1000)} (${what})`;
}
