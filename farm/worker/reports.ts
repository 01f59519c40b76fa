import type { UpdatedSessionActionInfo } from "@aws-sdk/client-deadline";

/** What a worker says about one of its session actions. */
export type Report = UpdatedSessionActionInfo;

/** Reports that wait until the service has taken them in. */
export class Reports {
  readonly #waiting = new Map<string, Report>();
  #notify: ((urgent: boolean) => void) | undefined;
  #soon = false;
  #urgent = false;

  /** Notes the newest state of an action; an ended action is urgent, a running one is not. */
  put(sessionActionId: string, report: Report): void {
    this.#waiting.set(sessionActionId, report);
    this.#soon = true;
    if (report.completedStatus !== undefined) this.#urgent = true;
    this.#notify?.(this.#urgent);
  }

  /** What is to be sent now. */
  take(): Record<string, Report> {
    this.#soon = false;
    this.#urgent = false;
    return Object.fromEntries(this.#waiting);
  }

  /** Forgets what the service has taken in, except what has changed meanwhile. */
  acknowledge(sent: Readonly<Record<string, Report>>): void {
    for (const [id, report] of Object.entries(sent)) {
      if (this.#waiting.get(id) === report) this.#waiting.delete(id);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#waiting.clear();
    this.#soon = this.#urgent = false;
  }

  /** Whether something waits that no call has been made for yet. */
  get pending(): boolean {
    return this.#soon;
  }

  /**
   * Aborts when it is time to report: at once for something urgent, after `soon` milliseconds for
   * anything else. Says so until it is disposed.
   */
  due(soon: number): AbortSignal & Disposable {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.#notify = (urgent) => {
      if (urgent) controller.abort();
      else timer ??= setTimeout(() => controller.abort(), soon);
    };
    if (this.#soon) this.#notify(this.#urgent);
    return Object.assign(controller.signal, {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        this.#notify = undefined;
      },
    });
  }

  /**
   * Waits until it is time for the next call: at once for something urgent, after `soon`
   * milliseconds for anything else, after `idle` milliseconds in any case.
   */
  async wait({ idle, soon, signal }: {
    idle: number;
    soon: number;
    signal: AbortSignal;
  }): Promise<void> {
    if (this.#urgent || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timers = [setTimeout(resolve, idle)];
    this.#notify = (urgent) => {
      if (urgent) resolve();
      else if (timers.length === 1) timers.push(setTimeout(resolve, soon));
    };
    if (this.#soon) this.#notify(false);
    const stop = () => resolve();
    signal.addEventListener("abort", stop, { once: true });
    await promise;
    signal.removeEventListener("abort", stop);
    this.#notify = undefined;
    for (const timer of timers) clearTimeout(timer);
  }
}
