import { abortable } from "@std/async/abortable";
import { getQueue } from "../api/queues.ts";
import type { GetQueueOutput } from "../api/shapes.ts";
import { DeadlineError } from "../errors/mod.ts";
import {
  call,
  type CallOptions,
  type InputOf,
  type MutationOptions,
  type OperationOf,
  type OutputOf,
} from "../session/call.ts";
import { roleSession } from "../session/role_session.ts";
import { defaultSession, type Session } from "../session/session.ts";

/** Where job attachments are kept: the bucket of a queue, and who may reach it. */
export interface AttachmentStore {
  /** The S3 bucket. */
  readonly bucket: string;
  /** What all keys begin with, as the queue has it; a slash at its end is kept. */
  readonly rootPrefix: string;
  /** Who calls S3. */
  readonly session: Session;
  /** The account that must own the bucket, if it is known; S3 refuses others. */
  readonly expectedBucketOwner?: string | undefined;
}

/** What {@linkcode openQueueStore} takes. */
export interface QueueStoreInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /**
   * What the queue's role is needed for.
   *
   * @default {"user"}
   */
  access?: "user" | "read" | undefined;
  /** What is known of the queue already; it is asked for otherwise. */
  queue?: Pick<GetQueueOutput, "displayName" | "jobAttachmentSettings"> | undefined;
}

/** The operations of S3 that are about one bucket. */
export type StoreOperation = {
  [O in OperationOf<"s3">]: "Bucket" extends keyof InputOf<"s3", O> ? O : never;
}[OperationOf<"s3">];

/** Milliseconds that asking for the own account may take: nothing but a check depends on it. */
const ACCOUNT_TIMEOUT = 2_000;
/** The account of each session, asked for once. */
const accounts = new WeakMap<Session, Promise<string | undefined>>();

/**
 * Finds the store of a queue, which is reached with the role of the queue.
 *
 * @throws {DeadlineError} with code `NoJobAttachments` if the queue has no settings for them.
 *
 * ```ts
 * import { openQueueStore } from "@deadline/client/attachments";
 *
 * const store = await openQueueStore({
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueId: "queue-0123456789abcdef0123456789abcdef",
 * });
 * console.log(`s3://${store.bucket}/${store.rootPrefix}`);
 * ```
 */
export async function openQueueStore(
  { farmId, queueId, access = "user", queue: known }: QueueStoreInput,
  options: CallOptions = {},
): Promise<AttachmentStore> {
  const { session = defaultSession(), signal } = options;
  const queue = known ?? await getQueue({ farmId, queueId }, options);
  const { s3BucketName: bucket, rootPrefix } = queue.jobAttachmentSettings ?? {};
  if (!bucket || !rootPrefix) {
    throw new DeadlineError({
      operation: "OpenJobAttachments",
      code: "NoJobAttachments",
      reason: `the queue "${queue.displayName ?? queueId}" has no job attachments settings`,
      hint: "Choose a queue with job attachments, or have its settings name a bucket",
    });
  }
  const role = access === "read" ? "AssumeQueueRoleForRead" : "AssumeQueueRoleForUser";
  const queueSession = roleSession(session, { role, farmId, queueId });
  const expectedBucketOwner = await accountOf(queueSession, signal);
  return { bucket, rootPrefix, session: queueSession, expectedBucketOwner };
}

/**
 * The store at an address such as `s3://bucket/prefix`, reached with the session's own credentials.
 *
 * @throws {TypeError} if it is no such address.
 */
export async function openStoreAt(
  uri: string,
  { session = defaultSession(), signal }: Pick<CallOptions, "session" | "signal"> = {},
): Promise<AttachmentStore> {
  const [, bucket, rootPrefix] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (!bucket || !rootPrefix) {
    throw new TypeError(`Cannot use "${uri}": it is not of the form s3://bucket/prefix`);
  }
  return { bucket, rootPrefix, session, expectedBucketOwner: await accountOf(session, signal) };
}

/** The key of a file's bytes. */
export function dataKey({ rootPrefix }: Pick<AttachmentStore, "rootPrefix">, hash: string): string {
  return `${rootPrefix}/Data/${hash}.xxh128`;
}

/** The key of a manifest: what jobs name by `inputManifestPath`, below the root. */
export function manifestKey(
  { rootPrefix }: Pick<AttachmentStore, "rootPrefix">,
  path: string,
): string {
  return `${rootPrefix}/Manifests/${path}`;
}

/**
 * Makes a call to the bucket of a store, with the owner that the bucket must have.
 *
 * @throws {DeadlineError} if the call fails or takes too long.
 * @throws The signal's reason, untouched, if it aborts.
 */
export function callStore<O extends StoreOperation>(
  store: AttachmentStore,
  operation: O,
  input: Omit<InputOf<"s3", O>, "Bucket" | "ExpectedBucketOwner">,
  options: Omit<MutationOptions, "session"> = {},
): Promise<OutputOf<"s3", O>> {
  const { bucket: Bucket, expectedBucketOwner: ExpectedBucketOwner, session } = store;
  const whole = { ...input, Bucket, ExpectedBucketOwner } as InputOf<"s3", O>;
  return call("s3", operation, whole, { ...options, session });
}

/** The account that a session belongs to; undefined if that cannot be found out. */
async function accountOf(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let known = accounts.get(session);
  if (!known) {
    // Without the signal: others may wait for the same answer.
    known = askForAccount(session).catch(() => void accounts.delete(session));
    accounts.set(session, known);
  }
  return await (signal ? abortable(known, signal) : known);
}

async function askForAccount(session: Session): Promise<string | undefined> {
  const credentials = await session.credentials();
  if (credentials.accountId) return credentials.accountId;
  const { Account } = await call("sts", "GetCallerIdentity", {}, {
    session,
    timeout: ACCOUNT_TIMEOUT,
    waitForSignIn: false,
  });
  return Account;
}
