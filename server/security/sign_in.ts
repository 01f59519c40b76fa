import { createHash, timingSafeEqual } from "node:crypto";

/** Options for {@linkcode SignIn}. */
export interface SignInOptions {
  /**
   * Milliseconds after which an unused session ends.
   *
   * @default {43_200_000} twelve hours
   */
  idle?: number;
  /**
   * How many wrong tokens a minute are looked at; more are refused unseen.
   *
   * @default {10}
   */
  attempts?: number;
  /** The token that callers without a browser bring with each request; without one there are none. */
  bearer?: string | undefined;
  /** What time it is, in milliseconds. */
  now?: () => number;
}

/** What became of a launch token. */
export type Exchange = { session: string } | "wrong" | "spent" | "too many";

interface Session {
  digest: Uint8Array;
  usedAt: number;
}

/** Sessions beyond this many are forgotten, those idle longest first. */
const MAX_SESSIONS = 32;

/**
 * Who may talk to this console: whoever brings the launch token, once, and from then on the session
 * that it was exchanged for. Only digests are kept, and compared in constant time.
 */
export class SignIn {
  readonly #idle: number;
  readonly #attempts: number;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();
  readonly #bearer: Uint8Array | undefined;
  #launch: Uint8Array | undefined;
  #spent: Uint8Array | undefined;
  #wrong: number[] = [];

  /** Waits for `launchToken`, a text from {@linkcode createToken}. */
  constructor(launchToken: string, options: SignInOptions = {}) {
    this.#launch = digestOf(launchToken);
    this.#bearer = options.bearer === undefined ? undefined : digestOf(options.bearer);
    this.#idle = options.idle ?? 12 * 3_600_000;
    this.#attempts = options.attempts ?? 10;
    this.#now = options.now ?? Date.now;
  }

  /** Gives a session for the launch token. It works once. */
  exchange(token: string): Exchange {
    const now = this.#now();
    this.#wrong = this.#wrong.filter((at) => at > now - 60_000);
    if (this.#wrong.length >= this.#attempts) return "too many";
    const digest = digestOf(token);
    if (this.#launch && timingSafeEqual(this.#launch, digest)) {
      this.#spent = this.#launch;
      this.#launch = undefined;
      return { session: this.#open() };
    }
    if (this.#spent && timingSafeEqual(this.#spent, digest)) return "spent";
    this.#wrong.push(now);
    return "wrong";
  }

  /** Whether the text is a session that is still good; using it keeps it alive. */
  accepts(session: string | undefined): boolean {
    const found = this.#find(session);
    if (!found) return false;
    found.usedAt = this.#now();
    return true;
  }

  /** Whether the text is the token of callers without a browser. */
  acceptsBearer(token: string): boolean {
    return this.#bearer !== undefined && timingSafeEqual(this.#bearer, digestOf(token));
  }

  /** Ends a session. */
  end(session: string | undefined): void {
    if (session) this.#sessions.delete(idOf(session));
  }

  #open(): string {
    this.#forgetOldest();
    const secret = createToken();
    const session = `${createToken(9)}.${secret}`;
    this.#sessions.set(idOf(session), { digest: digestOf(session), usedAt: this.#now() });
    return session;
  }

  #find(session: string | undefined): Session | undefined {
    if (!session) return undefined;
    const found = this.#sessions.get(idOf(session));
    if (!found || !timingSafeEqual(found.digest, digestOf(session))) return undefined;
    if (this.#now() - found.usedAt <= this.#idle) return found;
    this.end(session);
    return undefined;
  }

  #forgetOldest(): void {
    if (this.#sessions.size < MAX_SESSIONS) return;
    const [oldest] = [...this.#sessions].sort(([, a], [, b]) => a.usedAt - b.usedAt)[0];
    this.#sessions.delete(oldest);
  }
}

/** A random text of `bytes` bytes (32 are 256 bits) that fits into URLs and cookies. */
export function createToken(bytes = 32): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** The part of a session before its secret; it says which session, and opens nothing. */
function idOf(session: string): string {
  return session.slice(0, Math.max(0, session.indexOf(".")));
}

function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
