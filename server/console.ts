import { configPath, readConfig } from "@deadline/client/config";
import { createSession, CredentialGate, type Session } from "@deadline/client/session";
import { SharedReads, Stopped } from "@deadline/client/task";
import { Fence, problemOf } from "@deadline/client/wire";
import { join } from "@std/path";
import { cacheFolder } from "./cache_folder.ts";
import type { Connection, WorkstationNews } from "./contract.ts";
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
import { chooseConnection } from "./start/choose_connection.ts";
import { Workstation } from "./workstation.ts";

/** Stands for the embedded farm where a profile is meant. */
const LOCAL = "(local farm)";

/** Everything that one serving process keeps: there is one for all tabs that look at it. */
export class Console implements AsyncDisposable {
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
  /** Changes that others make to the settings and the AWS files. */
  readonly workstation: Workstation;
  /** What farms and queues are called, as far as they were listed. */
  readonly names: Names = new Names();
  /** In which region each farm is, as far as they were listed. */
  readonly regions: Names = new Names();
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
  /** What the start command decided; the way back to the embedded farm. */
  readonly #start: Launch;
  #launch: Launch;
  #session: Session;
  #selection: Selection;
  /** Sessions that were replaced and may still have calls in flight. */
  readonly #retired: Session[] = [];
  #revision = 0;
  /** The profile that the user's own settings named when they were last looked at. */
  #settingsProfile: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  /** Makes the console; nothing is read or sent until the first request. */
  constructor(launch: Launch) {
    const { keys } = launch;
    this.#start = this.#launch = launch;
    this.#settingsProfile = launch.settingsProfile;
    this.#session = this.#createSession();
    this.signIn = new SignIn(launch.token, { bearer: launch.bearer });
    this.#selection = new Selection(launch);
    this.workstation = new Workstation(this);
    this.operations = new Operations(this.retries);
    this.live = new LivePolls(() => this.session);
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

  /** What it talks to now: as the start command decided, or as somebody chose since. */
  get launch(): Launch {
    return this.#launch;
  }

  /** Who calls AWS (or the local farm), and where. */
  get session(): Session {
    return this.#session;
  }

  /** The farm and queue that are selected. */
  get selection(): Selection {
    return this.#selection;
  }

  /**
   * The profile that everything is asked under, the outermost level of every lineage. The embedded
   * farm is none, though its settings are kept as those of one: nothing of it holds under a profile.
   */
  get profile(): string {
    return this.#launch.mode === "local" ? LOCAL : this.#launch.profile;
  }

  /** Counts up whenever it begins to talk to something else: no read is shared across that. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether the embedded farm runs beside this console. */
  get hasLocalFarm(): boolean {
    return this.#start.mode === "local";
  }

  /** The settings that other programs of this user read and write too. */
  get ownSettings(): string {
    const { mode, configFile } = this.#start;
    return mode === "aws" && configFile ? configFile : configPath();
  }

  /** Talks to the embedded farm again. */
  async connectToFarm(): Promise<void> {
    if (!this.hasLocalFarm) return;
    await this.#inTurn(async () => {
      if (this.#launch.mode === "local") this.#stay();
      else await this.#connect({ ...this.#start, fixedBy: undefined });
    });
  }

  /**
   * Talks to AWS under this profile from now on, and keeps that in the settings; what is under way
   * under another one ends.
   */
  async connectTo(profile: string): Promise<void> {
    await this.#inTurn(async () => {
      const { mode, profile: now } = this.#launch;
      if (mode === "aws" && now === profile) this.#stay();
      else await this.#connect(await this.#launchFor(profile));
      await this.selection.saveProfile();
      this.#settingsProfile = profile;
    });
  }

  /**
   * Talks to what the settings name, if another program has changed that and no option of the start
   * forbids it. Long changes that a person began here go on under the profile they began under.
   *
   * @throws {ConfigFileError} if the settings cannot be read.
   */
  async followSettings(signal?: AbortSignal): Promise<void> {
    await this.#inTurn(async () => {
      const before = this.#settingsProfile;
      const named = await this.#profileInSettings(signal);
      this.#settingsProfile = named;
      if (before === undefined || before === named || this.#launch.fixedBy) return;
      const choice = await chooseConnection({ local: false, profile: undefined }, named, Deno.env);
      const isFarm = choice.mode === "local" && this.hasLocalFarm;
      const profile = choice.mode === "aws" ? choice.profile : named;
      const { mode, name, profile: old } = this.#launch;
      if (isFarm ? mode === "local" : mode === "aws" && old === profile) return;
      const launch = isFarm ? this.#start : await this.#launchFor(profile);
      await this.#connect(launch, { mode, name, profile: old });
    });
  }

  async #profileInSettings(signal?: AbortSignal): Promise<string> {
    const config = await readConfig({ path: this.ownSettings, signal });
    return config.get("defaults.aws_profile_name");
  }

  async #launchFor(profile: string): Promise<Launch> {
    const { configFile: own, ...start } = this.#start;
    const configFile = start.mode === "aws" ? own : undefined;
    const config = await readConfig({
      ...(configFile ? { path: configFile } : {}),
      overrides: { "defaults.aws_profile_name": profile },
    });
    return {
      ...start,
      mode: "aws",
      name: nameOf(profile),
      profile,
      region: config.sessionOptions().region,
      endpoint: undefined,
      keys: undefined,
      suggest: undefined,
      weatherFile: undefined,
      fixedBy: undefined,
      configFile: config.path,
    };
  }

  /** One after the other: what a person chooses and what another program chose do not mix. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(change);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Takes up the settings as they are now, for calls that begin from now on. */
  async takeUpSettings(signal?: AbortSignal): Promise<void> {
    const { region, httpsProxy, caBundle } = (await this.selection.config(signal)).sessionOptions();
    const launch = { ...this.#launch, httpsProxy, caBundle };
    if (launch.mode === "aws") launch.region = region;
    const keys = ["region", "httpsProxy", "caBundle"] as const;
    if (keys.every((key) => launch[key] === this.#launch[key])) return;
    this.#launch = launch;
    this.#retired.push(this.#session);
    this.#session = this.#createSession();
  }

  async #connect(launch: Launch, from?: WorkstationNews["from"]): Promise<void> {
    const before = this.#session;
    const isNeeded = from && this.operations.states.some(({ status }) => status === "running");
    this.#revision++;
    this.#launch = launch;
    this.#selection = new Selection(launch);
    this.#session = this.#createSession();
    if (isNeeded) this.#retired.push(before);
    await Promise.all([this.takeUpSettings(), isNeeded ? undefined : before.close()]);
    this.workstation.tell("connection", from);
  }

  /** Somebody chose what is talked to already: nothing that is under way ends. */
  #stay(): void {
    this.#launch = { ...this.#launch, fixedBy: undefined };
    this.workstation.tell("connection");
  }

  #createSession(): Session {
    const { keys, profile, region, endpoint, httpsProxy, caBundle } = this.#launch;
    return createSession({
      profile,
      region,
      endpoint,
      httpsProxy,
      caBundle,
      credentials: keys,
      gate: this.gate,
      userAgent: `deadline-console#${VERSION}`,
    });
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
    const { mode, name, profile, fixedBy } = this.launch;
    const named = this.#settingsProfile;
    const endpoint = await this.session.endpoint("deadline");
    return {
      mode,
      name,
      profile,
      region: await this.session.region() ?? "",
      ...(endpoint ? { endpoint } : {}),
      ...(await this.#isFirstRun() ? { isFirstRun: true } : {}),
      ...(fixedBy ? { fixedBy } : {}),
      ...(named !== undefined && named !== profile ? { settingsProfile: named } : {}),
      hasLocalFarm: this.hasLocalFarm,
      version: VERSION,
    };
  }

  /** Notes that a bundle was submitted. */
  async wasSubmitted(bundle: string): Promise<void> {
    const isFirst = await this.#isFirstRun();
    await this.recent.add(bundle);
    if (isFirst) this.workstation.tell("connection");
  }

  /** It is over once somebody has put the farm to use; settings that cannot be read show elsewhere. */
  async #isFirstRun(): Promise<boolean> {
    const { mode, isFirstRun } = this.launch;
    if (mode !== "local" || !isFirstRun) return false;
    const [isChosen, recent] = await Promise.all([
      this.selection.isChosen().catch(() => false),
      this.recent.list(),
    ]);
    return !isChosen && recent.length === 0;
  }

  /** Stops everything that is under way; their sockets close. */
  async close(): Promise<void> {
    this.#closing.abort(new Stopped("closed", "the console is closing"));
    this.live.close();
    const sessions = [this.#session, ...this.#retired];
    await Promise.all([this.operations.close(), ...sessions.map((one) => one.close())]);
  }

  /** Closes it, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What a profile is called, for people. */
function nameOf(profile: string): string {
  return profile === "(default)" ? "AWS Deadline Cloud" : profile;
}
