import { join, resolve } from "@std/path";
import { type FarmKeys, loadKeys } from "./auth/keys.ts";
import { principalArn } from "./auth/principal.ts";
import { type Clock, systemClock } from "./clock.ts";
import { ObjectStore } from "./objects/mod.ts";
import { Scheduler } from "./scheduler/scheduler.ts";
import { type DefaultIds, giveBucket, seed } from "./seed.ts";
import { createHandler, type Note } from "./server.ts";
import { Database } from "./store/database.ts";
import { LogStore } from "./store/logs.ts";
import { lockDataFolder } from "./store/lock.ts";
import { farmMigrations } from "./store/migrations.ts";
import { writeAccessFiles } from "./access_files.ts";
import { WorkerSupervisor } from "./worker_supervisor.ts";

/** Options for {@linkcode startFarm}. */
export interface StartFarmOptions {
  /** Folder for all the farm keeps; made if it is not there. One farm at a time has it. */
  readonly dataDir: string;
  /**
   * Port on 127.0.0.1; 0 takes any free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /**
   * How many workers to run as processes beside the farm.
   *
   * @default {0}
   */
  readonly workers?: number;
  /** The time by which the farm lives; the machine's unless told. */
  readonly clock?: Clock;
  /**
   * Milliseconds without a heartbeat after which a worker counts as lost.
   *
   * @default {60000}
   */
  readonly heartbeatTimeout?: number;
  /**
   * Milliseconds for which the call of an idle worker is held, in case there is work meanwhile.
   *
   * @default {1000}
   */
  readonly idleHold?: number;
  /**
   * The bucket in which the default queue keeps job attachments; made if it is not there. Without
   * it, the queue keeps the one that it has, or gets one that is named after the farm.
   */
  readonly bucket?: string | undefined;
  /** Hears what happens, for a log; silent unless told. */
  readonly note?: Note;
}

/** Credentials that the farm takes. */
export interface FarmCredentials {
  /** The access key id. */
  readonly accessKeyId: string;
  /** The secret access key. */
  readonly secretAccessKey: string;
}

/** A running farm. */
export interface Farm extends AsyncDisposable {
  /** Where it listens, as `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** The region that clients are to name; the farm takes any. */
  readonly region: string;
  /** The key that may do everything. */
  readonly credentials: FarmCredentials;
  /** The key that only lets a worker join. */
  readonly bootstrapCredentials: FarmCredentials;
  /** The first farm. */
  readonly farmId: string;
  /** Its first queue. */
  readonly queueId: string;
  /** Its first fleet, which takes jobs from that queue. */
  readonly fleetId: string;
  /** The data folder, absolute. */
  readonly dataDir: string;
  /** Stops the workers and the server; all state stays in the data folder. */
  close(): Promise<void>;
}

const REGION = "us-west-2";
const MOST_HEARTBEAT_CHECK = 1000;
const HOUR = 60 * 60 * 1000;
const TOKEN_LIFETIME = 24 * HOUR;

/**
 * Starts a farm in this process: the service in it, its workers as processes beside it.
 *
 * @throws {DataFolderInUseError} If another farm runs on the data folder.
 * @throws {DatabaseError} If a file in the data folder cannot be used.
 * @throws {Deno.errors.AddrInUse} If another program listens on the port.
 *
 * @example A farm for a test
 * ```ts ignore
 * import { startFarm } from "@deadline/farm";
 *
 * await using farm = await startFarm({ dataDir: await Deno.makeTempDir() });
 * console.log(farm.endpoint);
 * ```
 */
export async function startFarm(options: StartFarmOptions): Promise<Farm> {
  const { clock = systemClock, heartbeatTimeout, idleHold, note = () => {} } = options;
  const dataDir = resolve(options.dataDir);
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  await using started = new AsyncDisposableStack();
  started.use(await lockDataFolder(dataDir));
  const keys = await loadKeys(dataDir);
  const db = started.use(new Database(join(dataDir, "farm.db"), farmMigrations));
  const logs = started.use(new LogStore(join(dataDir, "logs.db")));
  const objects = started.use(new ObjectStore(join(dataDir, "objects")));
  const ids = seed(db, principalArn({ kind: "user" }), clock.now());
  giveBucket(db, objects, ids, options.bucket, clock.now());
  const scheduler = new Scheduler(db, { heartbeatTimeout, idleHold });
  forgetOldTokens(db, clock.now());
  greetWorkers(db, clock.now());
  // Whoever starts a farm wants its workers.
  db.run("UPDATE worker SET stop_asked = 0");
  const handler = createHandler({ db, logs, objects, keys, clock, scheduler }, note);
  const server = started.adopt(
    Deno.serve({ hostname: "127.0.0.1", port: options.port ?? 0, onListen: () => {} }, handler),
    (running) => {
      scheduler.close();
      return running.shutdown();
    },
  );
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  started.use(keepHouse(db, scheduler, clock, note));
  const farm = describe(endpoint, dataDir, keys, ids);
  await writeAccessFiles(farm);
  const onGone = (workerId: string) =>
    db.transaction(() => scheduler.workerGone(workerId, clock.now()));
  const mayRun = (workerId: string | undefined) => scheduler.wantsWorker(ids, workerId);
  const workers = started.use(new WorkerSupervisor(farm, { note, onGone, mayRun }));
  workers.start(options.workers ?? 0);
  const running = started.move();
  const close = () => running.disposeAsync();
  return { ...farm, close, [Symbol.asyncDispose]: close };
}

/** What a farm tells about itself. */
export type FarmDescription = Omit<Farm, "close" | typeof Symbol.asyncDispose>;

function describe(
  endpoint: string,
  dataDir: string,
  keys: FarmKeys,
  ids: DefaultIds,
): FarmDescription {
  return {
    endpoint,
    region: REGION,
    credentials: keys.user,
    bootstrapCredentials: keys.bootstrap,
    ...ids,
    dataDir,
  };
}

// Workers could not call while the farm was away: their time begins again.
function greetWorkers(db: Database, now: number): void {
  db.run("UPDATE worker SET last_seen = ?", now);
}

function forgetOldTokens(db: Database, now: number): void {
  db.run("DELETE FROM client_token WHERE created_at < ?", now - TOKEN_LIFETIME);
}

/** Looks for lost workers, and once an hour for what can be forgotten. */
function keepHouse(db: Database, scheduler: Scheduler, clock: Clock, note: Note): Disposable {
  let checked = clock.now();
  let tidied = checked;
  const timer = setInterval(() => {
    const now = clock.now();
    // After the machine slept, all heartbeats look old: nobody is lost for that.
    if (now - checked > scheduler.heartbeatTimeout / 2) greetWorkers(db, now);
    checked = now;
    const lost = db.transaction(() => scheduler.loseSilentWorkers(now));
    for (const workerId of lost) note("worker lost", { workerId });
    const drained = db.transaction(() => scheduler.reapDrainedWorkers(now));
    for (const workerId of drained) note("worker drained", { workerId });
    if (now - tidied < HOUR) return;
    tidied = now;
    forgetOldTokens(db, now);
  }, Math.min(MOST_HEARTBEAT_CHECK, scheduler.heartbeatTimeout / 4));
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
