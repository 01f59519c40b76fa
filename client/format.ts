const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A time in full, for the hover of a relative one. */
export function formatExact(at: string | number | undefined): string {
  return at === undefined ? "" : EXACT.format(new Date(at));
}

/** `now`, `12 s ago`, `5 min ago`, `Today 15:21`, `Yesterday 08:10`, `3 Oct 15:21`, `3 Oct 2024`. */
export function formatRelative(at: string | number | undefined, now: number): string {
  if (at === undefined) return "–";
  const date = new Date(at);
  const age = now - date.getTime();
  if (age < 2 * SECOND) return "now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  const today = new Date(now);
  if (isSameDay(date, today)) return `Today ${CLOCK.format(date)}`;
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (isSameDay(date, yesterday)) return `Yesterday ${CLOCK.format(date)}`;
  if (date.getFullYear() === today.getFullYear()) {
    return `${DAY.format(date)} ${CLOCK.format(date)}`;
  }
  return DAY_OF_YEAR.format(date);
}

/** A duration in milliseconds as `0:00:07`. */
export function formatElapsed(ms: number | undefined): string {
  if (ms === undefined || ms < 0) return "–";
  const seconds = Math.round(ms / SECOND);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** A duration in milliseconds in the words of a person: `38 ms`, `4 s`, `12 min`, `3 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  // Beyond a few hours the minutes say nothing.
  if (ms >= 5 * HOUR) return `${Math.round(ms / HOUR)} h`;
  const minutes = Math.round(ms / MINUTE);
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** How long something ran or has been running, in milliseconds; undefined if it never started. */
export function elapsedOf(
  run: { startedAt?: string; endedAt?: string },
  now: number,
): number | undefined {
  if (!run.startedAt) return undefined;
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** The part of a resource id that people compare: `job-1a2b…9f`. */
export function shortId(id: string): string {
  const dash = id.indexOf("-");
  return id.length - dash <= 9 ? id : `${id.slice(0, dash + 7)}…`;
}

/** A user's name as people know it: the last part of `arn:aws:iam::123456789012:user/mara`. */
export function shortUser(user: string): string {
  return user.startsWith("arn:") ? user.slice(user.search(/[^/:]+$/)) : user;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() &&
    a.getDate() === b.getDate();
}
