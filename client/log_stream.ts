import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { TaskError } from "@deadline/client/task";
import { type CallMeta, requestPages } from "@deadline/client/wire";
import type { LogLine } from "@/server/contract.ts";
import { queryOf } from "./api.ts";
import { noticeFailure } from "./connectivity.ts";
import { inBrowser } from "./in_browser.ts";
import { lineage } from "./selection.ts";
import { scope } from "./scope.ts";
import { tellFacts } from "./task_facts.ts";

/** What is known of a log, besides its lines. */
export interface LogState {
  /** Counts up when lines came. */
  version: number;
  /** `waiting` until something is known, `open` while more may come, `ended` when all is there. */
  status: "waiting" | "open" | "ended" | "stopped" | "failed";
  error?: TaskError;
  meta?: CallMeta;
  /** When the first answer was asked for. */
  since: number;
}

const KEY = "stream.log";
const RETRY_AFTER = 1000;

/**
 * The log of one session, growing while the session runs. It picks up where it was after the server
 * was away, and rests while the tab is hidden.
 */
export class LogStream {
  /** The lines so far. Appended in place: `state.version` tells when to look again. */
  readonly lines: LogLine[] = [];
  readonly state: Signal<LogState> = signal<LogState>({
    version: 0,
    status: "waiting",
    since: Date.now(),
  });
  readonly #path: string;
  readonly #jobId: string;
  #frame = 0;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onVisible = () => {
    const { status } = this.state.peek();
    if (document.hidden) scope.cancel(KEY, "navigated");
    else if (status === "open" || status === "waiting") this.open();
  };

  /** `path` is the log's path under `/api`; the job tells when there is nothing more to wait for. */
  constructor(path: string, jobId: string) {
    this.#path = path;
    this.#jobId = jobId;
    if (inBrowser) document.addEventListener("visibilitychange", this.#onVisible);
  }

  /** Asks for what is not there yet, and for what will come. */
  open(): void {
    clearTimeout(this.#timer);
    const { error: _, ...state } = this.state.peek();
    this.state.value = {
      ...state,
      status: this.lines.length > 0 ? "open" : "waiting",
      since: Date.now(),
    };
    const after = this.lines.at(-1)?.n;
    const path = `${this.#path}${queryOf({ follow: 1, job: this.#jobId, after })}`;
    const asked = lineage();
    const task = scope.start<void, unknown, LogLine[]>(
      "Read the log",
      (context) =>
        requestPages<LogLine>(path, {
          ...context,
          lineage: asked,
          onMeta: (meta) => this.state.value = { ...this.state.peek(), meta },
        }),
      {
        key: KEY,
        lineage: asked,
        onChunk: (lines) => this.#append(lines),
        onResult: () => this.state.value = { ...this.state.peek(), status: "ended" },
        onError: (error) => this.#failed(error),
        onSettled: (outcome) => {
          if (outcome.status === "cancelled" && outcome.reason === "user") {
            this.state.value = { ...this.state.peek(), status: "stopped" };
          }
        },
      },
    );
    tellFacts(task, { reload: () => this.#closed || this.open() });
  }

  /** Stops reading; the lines at hand stay. */
  stop(): void {
    scope.cancel(KEY, "user");
  }

  /** Leaves the log for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    document.removeEventListener("visibilitychange", this.#onVisible);
    scope.cancel(KEY, "navigated");
  }

  #append(lines: LogLine[]): void {
    for (const line of lines) this.lines.push(line);
    // Once a frame is often enough to draw.
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const state = this.state.peek();
      const status = state.status === "waiting" ? "open" : state.status;
      this.state.value = { ...state, version: state.version + 1, status };
    });
  }

  #failed(error: TaskError): void {
    this.state.value = { ...this.state.peek(), status: "failed", error };
    noticeFailure(error);
    if (error.retryable) this.#timer = setTimeout(() => this.open(), RETRY_AFTER);
  }
}

/** The log of a path, read while the component is there. */
export function useLog(path: string, jobId: string): LogStream {
  const log = useMemo(() => new LogStream(path, jobId), [path, jobId]);
  useEffect(() => {
    log.open();
    return () => log.close();
  }, [log]);
  return log;
}
