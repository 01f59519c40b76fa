import { linkSignal } from "../task/link_signal.ts";
import { sleep, Stopped } from "../task/mod.ts";
import { signOutOfConsole } from "./_console_login.ts";
import { type Program, type ProgramEnd, startProgram } from "./_sign_in_program.ts";
import { type Authentication, checkAuthentication } from "./authentication.ts";
import { type CredentialsSource, credentialsSource } from "./credentials_source.ts";
import { createSession, type SessionOptions } from "./session.ts";
import { SignInError } from "./sign_in_error.ts";

/** Options for {@linkcode signIn} and {@linkcode signOut}. */
export interface SignInOptions {
  /** Who signs in: the profile counts. */
  session?: SessionOptions | undefined;
  /** The Deadline Cloud monitor program, for profiles that were made with it. */
  monitorPath?: string | undefined;
  /** Stops waiting and ends the program that was started, with all that it has started. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds between two looks at whether signing in is done.
   *
   * @default {500}
   */
  interval?: number | undefined;
  /**
   * Milliseconds that a person has to sign in.
   *
   * @default {600_000}
   */
  timeout?: number | undefined;
  /** Called with the command that was started: `aws sso login --profile studio`. */
  onStart?: ((command: readonly string[]) => void) | undefined;
  /** Called with each line that the program writes, such as the address to open in a browser. */
  onOutput?: ((line: string) => void) | undefined;
  /** Called with what each look has found, until signing in is done. */
  onLook?: ((found: Authentication) => void) | undefined;
}

/** Milliseconds that a program has to end by itself once AWS can be called; then it is left alone. */
const AFTERWARDS = 2_000;

/**
 * Signs in to the session's profile: starts Deadline Cloud monitor, `aws login` or `aws sso login`,
 * and looks twice a second whether AWS can be called.
 *
 * @throws {SignInError} if the profile is not one to sign in to, the program fails, or nobody signs in
 *   in time; with the fix.
 * @throws The signal's reason, untouched, if it aborts; the program is ended before.
 *
 * ```ts ignore
 * import { signIn } from "@deadline/client/session";
 *
 * const found = await signIn({ session: { profile: "studio" }, onOutput: console.log });
 * console.log(found.status);
 * ```
 */
export async function signIn(options: SignInOptions = {}): Promise<Authentication> {
  const { signal, timeout = 600_000 } = options;
  signal?.throwIfAborted();
  await using session = createSession(options.session);
  const source = await credentialsSource(session);
  const command = commandFor("login", source, session.profileName, options);
  const stop = new AbortController();
  const unlink = linkSignal(signal, (reason) => stop.abort(reason));
  const timer = setTimeout(() => stop.abort(new Stopped("timeout")), timeout);
  try {
    await using program = startProgram(command, session, options.onOutput);
    options.onStart?.(command);
    // The monitor hands over to its window and ends; the others end when they are done.
    const isPatient = source === "DEADLINE_CLOUD_MONITOR_LOGIN";
    const found = await lookUntilSignedIn(program, command, isPatient, options, stop.signal);
    await endOrLetGo(program, stop.signal);
    return found;
  } catch (error) {
    signal?.throwIfAborted();
    if (!stop.signal.aborted) throw error;
    throw new SignInError(
      `nobody signed in to the profile "${session.profileName}" within ${timeout / 1000} s`,
      `Run: ${command.join(" ")}`,
    );
  } finally {
    clearTimeout(timer);
    unlink();
  }
}

async function lookUntilSignedIn(
  program: Program,
  command: readonly string[],
  isPatient: boolean,
  { session, interval = 500, onLook }: SignInOptions,
  signal: AbortSignal,
): Promise<Authentication> {
  while (true) {
    signal.throwIfAborted();
    // Read before the look: what ended before it has had its effect.
    const { ended } = program;
    await using fresh = createSession(session);
    const found = await checkAuthentication({ session: fresh, signal });
    if (found.status === "AUTHENTICATED") return found;
    onLook?.(found);
    if (ended && ended.code !== 0) throw failed(command, ended);
    if (ended && !isPatient) {
      throw new SignInError(found.message ?? "signing in had no effect", found.hint);
    }
    await pause(interval, ended ? [] : [program.end], signal);
  }
}

async function endOrLetGo(program: Program, signal: AbortSignal): Promise<void> {
  const late = new AbortController();
  const unlink = linkSignal(signal, (reason) => late.abort(reason));
  const wait = sleep(AFTERWARDS, { signal: late.signal }).catch(() => {});
  await Promise.race([program.end, wait]);
  late.abort();
  unlink();
  if (!program.ended) program.letGo();
}

/**
 * Signs out of the session's profile: by the program that signs in to it, or for a console login by
 * removing what it left on this machine.
 *
 * @throws {SignInError} if the profile is not one to sign out of, or the program fails; with the fix.
 * @throws The signal's reason, untouched, if it aborts; the program is ended before.
 */
export async function signOut(options: SignInOptions = {}): Promise<void> {
  const { signal, onStart, onOutput } = options;
  signal?.throwIfAborted();
  await using session = createSession(options.session);
  const source = await credentialsSource(session);
  if (source === "AWS_CONSOLE_LOGIN") return await signOutOfConsole(session);
  const command = commandFor("logout", source, session.profileName, options);
  await using program = startProgram(command, session, onOutput);
  onStart?.(command);
  const aborted = Promise.withResolvers<never>();
  const unlink = linkSignal(signal, aborted.reject);
  try {
    const ended = await Promise.race([program.end, aborted.promise]);
    if (ended.code !== 0) throw failed(command, ended);
  } finally {
    unlink();
  }
}

/**
 * Tells how a person signs in to a profile, as a command, or `undefined` if there is nothing to sign in
 * to: its credentials come from elsewhere.
 */
export function signInCommand(
  source: CredentialsSource,
  profile: string,
  monitorPath?: string,
): readonly string[] | undefined {
  try {
    return commandFor("login", source, profile, { monitorPath });
  } catch {
    return undefined;
  }
}

/** Waits so many milliseconds, or until one of `ends` comes; no timer outlives the wait. */
async function pause(
  ms: number,
  ends: readonly Promise<unknown>[],
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const unlink = linkSignal(signal, (reason) => over.abort(reason));
  const slept = sleep(ms, { signal: over.signal });
  try {
    await Promise.race([slept, ...ends]);
  } finally {
    unlink();
    over.abort();
    slept.catch(() => {});
  }
}

function commandFor(
  what: "login" | "logout",
  source: CredentialsSource,
  profileName: string,
  { monitorPath }: Pick<SignInOptions, "monitorPath">,
): readonly string[] {
  const profile = ["--profile", profileName];
  switch (source) {
    case "DEADLINE_CLOUD_MONITOR_LOGIN":
      if (monitorPath) return [monitorPath, what, ...profile];
      throw new SignInError(
        `the profile "${profileName}" was made by Deadline Cloud monitor, and it is not known where that is`,
        "Run: deadline config set deadline-cloud-monitor.path PATH",
      );
    case "AWS_CONSOLE_LOGIN":
      return ["aws", what, ...profile];
    case "SSO":
      return ["aws", "sso", what, ...profile];
    default:
      throw new SignInError(
        `the profile "${profileName}" is not one to sign in to; its credentials come from elsewhere`,
        source === "NOT_VALID"
          ? "Run: aws configure list-profiles, then choose one with --profile"
          : "Run: deadline auth status, which tells what is wrong with them, if anything is",
      );
  }
}

function failed(command: readonly string[], { code, said }: ProgramEnd): SignInError {
  return new SignInError(
    `"${command.join(" ")}" ended with ${code}${said ? `: ${said}` : ""}`,
    `Run it in a terminal to see more: ${command.join(" ")}`,
  );
}
