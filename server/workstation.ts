import { linkSignal } from "@deadline/client/task";
import { watchConfig } from "@deadline/client/config";
import type { Console } from "./console.ts";
import type { WorkstationNews } from "./contract.ts";
import type { ServerEvent } from "./sse.ts";

/** What the watching needs of the console. */
type Watched = Pick<
  Console,
  | "selection"
  | "session"
  | "signal"
  | "takeUpSettings"
  | "report"
  | "profile"
  | "ownSettings"
  | "followSettings"
>;

/**
 * Sees when others change the workstation's settings or the AWS files, takes that up, and tells every
 * tab. It begins with the first tab that listens.
 */
export class Workstation {
  readonly #console: Watched;
  readonly #listeners = new Set<(news: WorkstationNews) => void>();
  #count = 0;
  #watching: { path: string; stop: AbortController } | undefined;

  /** Watches for this console. */
  constructor(console: Watched) {
    this.#console = console;
  }

  /** Tells every tab that something is other than before, and `from` what another program led away. */
  tell(what: WorkstationNews["what"], from?: WorkstationNews["from"]): void {
    const { profile } = this.#console;
    const news: WorkstationNews = { what, count: ++this.#count, profile, ...(from && { from }) };
    for (const listener of this.#listeners) listener(news);
    // Another connection has another file of settings.
    if (what === "connection" && this.#watching) this.#watch();
  }

  /** What changes, as events of a tab; of several changes of one kind only the last is told. */
  async *events(signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const waiting = new Map<WorkstationNews["what"], WorkstationNews>();
    let wake = Promise.withResolvers<void>();
    const listener = (news: WorkstationNews) => {
      waiting.delete(news.what);
      waiting.set(news.what, news);
      wake.resolve();
    };
    const unlink = linkSignal(signal, () => wake.resolve());
    this.#listeners.add(listener);
    this.#watch();
    try {
      while (!signal.aborted) {
        const [next] = waiting.values();
        if (next) {
          waiting.delete(next.what);
          yield { event: "workstation", data: next };
        } else {
          await wake.promise;
          wake = Promise.withResolvers();
        }
      }
    } finally {
      this.#listeners.delete(listener);
      unlink();
    }
  }

  #watch(): void {
    const { path } = this.#console.selection;
    if (this.#watching?.path === path || this.#console.signal.aborted) return;
    this.#watching?.stop.abort();
    const stop = new AbortController();
    this.#watching = { path, stop };
    linkSignal(this.#console.signal, (reason) => stop.abort(reason));
    // On the local farm the console has settings of its own; the user's say which profile to take.
    const { ownSettings } = this.#console;
    const all = [this.#follow(path, stop.signal)];
    if (ownSettings !== path) all.push(this.#followOwn(ownSettings, stop.signal));
    // What was changed before anybody watched counts too.
    all.push(this.#takeUpProfile(stop.signal));
    Promise.all(all).catch((error) => {
      if (stop.signal.aborted) return;
      stop.abort(error);
      // The next tab that listens begins anew.
      this.#watching = undefined;
      this.#console.report(error);
    });
  }

  async #follow(path: string, signal: AbortSignal): Promise<void> {
    const changes = watchConfig({ path, signal });
    const isOwn = path === this.#console.ownSettings;
    for await (const { file } of changes) {
      if (file === "config") {
        // A file that cannot be read now is told of by the page that reads it.
        await this.#console.takeUpSettings(signal).catch(() => signal.throwIfAborted());
        if (isOwn) await this.#takeUpProfile(signal);
        this.tell("settings");
      } else {
        this.#console.session.reload();
        this.tell("aws");
      }
    }
  }

  async #followOwn(path: string, signal: AbortSignal): Promise<void> {
    for await (const { file } of watchConfig({ path, signal })) {
      if (file !== "config") continue;
      await this.#takeUpProfile(signal);
      this.tell("settings");
    }
  }

  /** Nothing is followed that cannot be read. */
  async #takeUpProfile(signal: AbortSignal): Promise<void> {
    await this.#console.followSettings(this.#console.signal).catch(() => {});
    signal.throwIfAborted();
  }
}
