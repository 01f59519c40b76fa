import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { retry } from "./retry.ts";

/** Where lines go. */
export interface LogDestination {
  /** The client; several streams may share it. */
  client: Pick<CloudWatchLogsClient, "send">;
  logGroupName: string;
  logStreamName: string;
}

/** Options for {@linkcode LogStream}. */
export interface LogStreamOptions {
  /**
   * Least milliseconds between two calls; the service takes five a second for one stream.
   *
   * @default {200}
   */
  interval?: number;
  /**
   * Milliseconds for which lines are kept for a service that does not take them; then they are
   * given up, so that work goes on.
   *
   * @default {60000}
   */
  patience?: number;
}

interface LogEvent {
  timestamp: number;
  message: string;
}

/** What one call may hold, and how many bytes the service adds to each line when it counts. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const EVENT_OVERHEAD = 26;

/** Bytes that may wait to be sent before whoever writes has to wait as well. */
const FULL = 4 * MOST_BYTES;

/** Sends lines to a log stream of the service: soon, in order, and many with one call. */
export class LogStream {
  readonly #destination: LogDestination;
  readonly #interval: number;
  readonly #patience: number;
  #waiting: LogEvent[] = [];
  #bytes = 0;
  #lost = 0;
  #lastCall = -Infinity;
  #sending: Promise<void> | undefined;
  #hurry = () => {};
  #hurried = false;
  readonly #givenUp = new AbortController();

  /** Makes a stream; nothing is sent before the first line. */
  constructor(
    destination: LogDestination,
    { interval = 200, patience = 60_000 }: LogStreamOptions = {},
  ) {
    this.#destination = destination;
    this.#interval = interval;
    this.#patience = patience;
  }

  /**
   * Adds a line. Give the promise to whoever makes lines, so that it slows down when more of them
   * wait than memory should hold.
   */
  write(line: string): void | Promise<void> {
    // The service refuses an empty line.
    const message = line === "" ? " " : line;
    this.#waiting.push({ timestamp: Date.now(), message });
    this.#bytes += sizeOf(message);
    this.#sending ??= this.#send();
    if (this.#bytes > FULL) return this.#sending;
  }

  /** Sends what waits now, and resolves when it has been sent or given up. */
  async flush(): Promise<void> {
    this.#hurried = true;
    this.#hurry();
    await this.#sending;
    this.#hurried = false;
  }

  /** Sends nothing more: what waits, and what is still written, is lost. */
  giveUp(): void {
    this.#givenUp.abort();
    this.#hurry();
  }

  async #send(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await this.#pause();
        await this.#sendBatch();
      }
    } finally {
      this.#sending = undefined;
    }
  }

  /** Waits until the next call may be made, or until somebody is in a hurry. */
  async #pause(): Promise<void> {
    // A clock that was set back must not hold lines back.
    const wait = Math.min(this.#interval, this.#lastCall + this.#interval - Date.now());
    if (this.#hurried || wait <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = () => {};
  }

  async #sendBatch(): Promise<void> {
    const logEvents = this.#takeBatch();
    const { client, logGroupName, logStreamName } = this.#destination;
    this.#lastCall = Date.now();
    try {
      await retry(
        (abortSignal) =>
          client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }), {
            abortSignal,
          }),
        { patience: this.#patience, callTimeout: 10_000, signal: this.#givenUp.signal },
      );
    } catch {
      this.#lost += logEvents.length;
      return;
    }
    if (this.#lost > 0) this.#noteLoss();
  }

  #takeBatch(): LogEvent[] {
    let count = 0;
    let bytes = 0;
    for (const { message } of this.#waiting) {
      const size = sizeOf(message);
      if (count === MOST_EVENTS || (count > 0 && bytes + size > MOST_BYTES)) break;
      count++;
      bytes += size;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  #noteLoss(): void {
    const lines = this.#lost === 1 ? "1 line" : `${this.#lost} lines`;
    const message = `(${lines} before this one could not be written to the log)`;
    this.#lost = 0;
    this.#waiting.unshift({ timestamp: Date.now(), message });
    this.#bytes += sizeOf(message);
  }
}

function sizeOf(message: string): number {
  // UTF-8 has at most three bytes for one unit of a string; exact counting is not worth its time.
  return message.length * (/^[\x20-\x7e\t]*$/.test(message) ? 1 : 3) + EVENT_OVERHEAD;
}
