import { humanSize } from "../attachments/download/human_size.ts";
import type { Io } from "./io.ts";

/** How far a transfer is. */
export interface Transfer {
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  secondsLeft?: number | undefined;
}

const WIDTH = 30;
/** Milliseconds between two lines where there is no terminal. */
const PAUSE = 5_000;

/** Shows how far a transfer is: a bar that grows on a terminal, else a line now and then. */
export class TransferBar {
  readonly #io: Io;
  readonly #label: string;
  #next = performance.now() + PAUSE;
  #drawn = 0;

  /** Makes the bar; `label` says what is going on. */
  constructor(io: Io, label: string) {
    this.#io = io;
    this.#label = label;
  }

  /** Shows how far it is. */
  show(transfer: Transfer): void {
    if (this.#io.isTerminal) return this.#draw(transfer);
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + PAUSE;
    this.#io.out(`${this.#label}: ${percentOf(transfer)} %, ${facts(transfer)}\n`);
  }

  /** Ends the line that the bar is on. */
  end(): void {
    if (this.#drawn > 0) this.#io.out("\n");
    this.#drawn = 0;
  }

  #draw(transfer: Transfer): void {
    const percent = percentOf(transfer);
    const full = Math.floor(WIDTH * percent / 100);
    const bar = "#".repeat(full) + "-".repeat(WIDTH - full);
    const text = `${this.#label}  [${bar}]  ${String(percent).padStart(3)}%  ${facts(transfer)}`;
    this.#io.out(`\r${text.padEnd(this.#drawn)}`);
    this.#drawn = text.length;
  }
}

/** How much of all bytes is done, in whole percent; of files, if they have none. */
export function percentOf({ files, totalFiles, bytes, totalBytes }: Transfer): number {
  if (totalBytes > 0) return Math.floor(100 * bytes / totalBytes);
  return totalFiles > 0 ? Math.floor(100 * files / totalFiles) : 100;
}

function facts(transfer: Transfer): string {
  const { files, totalFiles, bytes, totalBytes, bytesPerSecond, secondsLeft } = transfer;
  const left = secondsLeft === undefined || bytes === totalBytes
    ? ""
    : `, ${duration(secondsLeft)} left`;
  return `${humanSize(bytes)} of ${humanSize(totalBytes)}, ${files} of ${totalFiles} files, ` +
    `${humanSize(bytesPerSecond)}/s${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (number: number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(whole % 60)}`;
}
