import { humanSize } from "../attachments/human_size.ts";
import type { TransferProgress } from "../attachments/transfer_progress.ts";
import type { Context } from "./context.ts";

/** Work on files, as it is shown. */
export interface ShownProgress extends Partial<TransferProgress> {
  /** What is being done: `hashing`, `uploading`. */
  phase: string;
  /** The same for people, with figures. */
  message: string;
}

/** Shows progress as it comes; dispose of it before anything else is written. */
export interface ProgressLines extends Disposable {
  (progress: ShownProgress): void;
}

/** Milliseconds between two lines where they stay. */
const PAUSE = 10_000;
const PAUSE_JSON = 1_000;
const WIDTH = 30;
const CLEAR_LINE = "\x1b[K";

/**
 * Shows work on files: a bar on a terminal, a line now and then elsewhere, and lines of JSON where
 * results are JSON.
 */
export function progressLines(context: Context): ProgressLines {
  if (context.format() === "json") {
    return everySoOften(PAUSE_JSON, (progress) => tellJson(context, progress));
  }
  if (context.io.isTerminal) return bar(context);
  return everySoOften(PAUSE, ({ message }) => context.say(message));
}

/** Hands on the first and the last of each phase, and others when it is time. */
function everySoOften(pause: number, tell: (progress: ShownProgress) => void): ProgressLines {
  let held: ShownProgress | undefined;
  let phase: string | undefined;
  let next = 0;
  const flush = () => {
    if (held) tell(held);
    held = undefined;
  };
  const show = (progress: ShownProgress) => {
    if (progress.phase !== phase) {
      flush();
      next = 0;
    }
    phase = progress.phase;
    held = progress;
    if (performance.now() < next) return;
    next = performance.now() + pause;
    flush();
  };
  return Object.assign(show, { [Symbol.dispose]: flush });
}

function tellJson(context: Context, { message, ...progress }: ShownProgress): void {
  const { bytes = 0, totalBytes = 0 } = progress;
  const value = totalBytes > 0 ? Math.floor(100 * bytes / totalBytes) : undefined;
  context.say(JSON.stringify({ messageType: "progress", value, message, ...progress }));
}

function bar(context: Context): ProgressLines {
  let phase: string | undefined;
  const end = () => {
    if (phase !== undefined) context.say();
    phase = undefined;
  };
  const show = (progress: ShownProgress) => {
    const { totalBytes, totalFiles, files = 0, bytes = 0 } = progress;
    if (progress.phase !== phase) end();
    if (totalBytes === undefined) return;
    phase = progress.phase;
    const done = totalBytes > 0 ? bytes / totalBytes : files / (totalFiles || 1);
    const ofFiles = totalFiles === undefined ? "" : `${files}/${totalFiles} files  `;
    const filled = Math.round(WIDTH * Math.min(1, done));
    const line = `${phase[0].toUpperCase()}${phase.slice(1)} ` +
      `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${Math.floor(100 * done)}%  ` +
      `${ofFiles}${humanSize(bytes)} of ${humanSize(totalBytes)}` +
      rateOf(progress);
    context.io.out(`\r${line}${CLEAR_LINE}`);
  };
  return Object.assign(show, { [Symbol.dispose]: end });
}

function rateOf({ bytesPerSecond = 0, secondsLeft }: ShownProgress): string {
  if (bytesPerSecond < 1) return "";
  const left = secondsLeft === undefined || secondsLeft < 1 ? "" : `  ${clock(secondsLeft)} left`;
  return `  ${humanSize(Math.round(bytesPerSecond))}/s${left}`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole % 3600 / 60)];
  const two = (number: number) => String(number).padStart(2, "0");
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
