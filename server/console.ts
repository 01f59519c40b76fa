import { createSession, CredentialGate, type Session } from "@deadline/client/session";
import { SharedReads, Stopped } from "@deadline/client/task";
import { Fence, problemOf } from "@deadline/client/wire";
import { join } from "@std/path";
import { cacheFolder } from "./cache_folder.ts";
import type { Connection } from "./contract.ts";
import { DroppedBundles } from "./dropped.ts";
import { ErrorLog } from "./error_log.ts";
import { historyFolder } from "./history.ts";
import { type Launch, VERSION } from "./launch.ts";
import { LivePolls } from "./live.ts";
import { Names } from "./names.ts";
import { Operations } from "./operations.ts";
import { RecentBundles } from "./recent_bundles.ts";
import { RetryWaits } from "./retry_waits.ts";
import { Roots } from "./roots.ts";
import { redact } from "./security/redact.ts";
import { SignIn } from "./security/sign_in.ts";
import { Selection } from "./selection.ts";
import { SharedPages } from "./shared_pages.ts";

/** Everything that one serving process keeps: there is one for all tabs that look at it. */
export class Console implements AsyncDisposable {
  /** What the start command decided. */
  readonly launch: Launch;
  /** Who calls AWS (or the local farm), and where. */
  readonly session: Session;
  /** Where calls wait while the credentials are expired. */
  readonly gate: CredentialGate = new CredentialGate();
  /** Who may talk to this console. */
  readonly signIn: SignIn;
  /** Lets only the newest request of a tab and key through. */
  readonly fence: Fence = new Fence();
  /** Single things that are being read. */
  readonly reads: SharedReads = new SharedReads();
  /** Lists that are being read. */
  readonly pages: SharedPages = new SharedPages();
  /** The farm and queue that are selected. */
  readonly selection: Selection;
  /** What farms and queues are called, as far as they were listed. */
  readonly names: Names = new Names();
  /** Long changes, watched from any tab. */
  readonly operations: Operations;
  /** Waits before calls are made again. */
  readonly retries: RetryWaits = new RetryWaits();
  /** Polls shared by the tabs that look at the same queue. */
  readonly live: LivePolls;
  /** Folders below which bundles may be browsed. */
  readonly roots: Roots;
  /** Bundles that were submitted last. */
  readonly recent: RecentBundles;
  /** Bundles that were dropped on a page. */
  readonly dropped: DroppedBundles;
  /** What people were lately told went wrong. */
  readonly errors: ErrorLog;
  /** The port that is listened on, as soon as it is known. */
  port: number | undefined;
  /** Told of the origin at which somebody without a session wanted a page. */
  greet?: (origin: string) => void;
  readonly #secrets: readonly string[];
  readonly #closing = new AbortController();

  /** Makes the console; nothing is read or sent until the first request. */
  constructor(launch: Launch) {
    const { keys, profile, region, endpoint } = launch;
    this.launch = launch;
    this.session = createSession({
      profile,
      region,
      endpoint,
      credentials: keys,
      gate: this.gate,
      userAgent: `deadline-console#${VERSION}`,
    });
    this.signIn = new SignIn(launch.token, { bearer: launch.bearer });
    this.selection = new Selection(launch);
    this.operations = new Operations(this.retries);
    this.live = new LivePolls(this.session);
    this.roots = new Roots(launch);
    this.recent = new RecentBundles(launch.dataDir);
    this.dropped = new DroppedBundles(launch.dataDir);
    this.roots.trust(() => this.dropped.directory);
    this.roots.trust(() => join(cacheFolder(launch), "job-bundles"));
    this.roots.trust(() => historyFolder(this, this.signal));
    const secrets = [keys?.secretAccessKey, launch.token, launch.bearer];
    this.#secrets = secrets.filter((secret) => secret !== undefined);
    this.errors = new ErrorLog(this.#secrets);
    this.port = launch.port || undefined;
  }

  /** The profile that everything is asked under; the outermost level of every lineage. */
  get profile(): string {
    return this.launch.profile;
  }

  /** Aborts when the console closes. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Notes an error that nobody expected: for the diagnostics page, and on standard error. */
  report(error: unknown): void {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    console.error(redact(text, this.#secrets));
    this.errors.add(problemOf(error));
  }

  /** What it talks to. */
  async connection(): Promise<Connection> {
    const { mode, name, profile } = this.launch;
    const endpoint = await this.session.endpoint("deadline");
    return {
      mode,
      name,
      profile,
      region: await this.session.region() ?? "",
      ...(endpoint ? { endpoint } : {}),
      version: VERSION,
    };
  }

  /** Stops everything that is under way; their sockets close. */
  async close(): Promise<void> {
    this.#closing.abort(new Stopped("closed", "the console is closing"));
    this.live.close();
    await Promise.all([this.operations.close(), this.session.close()]);
  }

  /** Closes it, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
