import { sleep } from "../task/mod.ts";
import { type Authentication, checkAuthentication } from "./authentication.ts";
import { type CredentialsSource, credentialsSource } from "./credentials_source.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import { SignInError } from "./sign_in_error.ts";

/** Options for {@linkcode signIn} and {@linkcode signOut}. */
export interface SignInOptions {
  /** Who signs in: the profile counts. */
  session?: SessionOptions | undefined;
  /** The Deadline Cloud monitor program, for profiles that were made with it. */
  monitorPath?: string | undefined;
  /** Stops waiting and ends the program that was started. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds between two looks at whether signing in is done.
   *
   * @default {500}
   */
  interval?: number | undefined;
}

/**
 * Signs in to the session's profile: starts Deadline Cloud monitor, `aws login` or `aws sso login`,
 * and waits until AWS can be called.
 *
 * @throws {SignInError} if the profile is not one to sign in to, or the program fails; with the fix.
 * @throws The signal's reason, untouched, if it aborts; the program is ended before.
 */
export async function signIn(options: SignInOptions = {}): Promise<Authentication> {
  const { signal, interval = 500 } = options;
  await using session = createSession(options.session);
  const command = commandFor("login", await credentialsSource(session), session, options);
  await using program = start(command, session);
  let ended: Deno.CommandOutput | undefined;
  program.output.then((output) => ended = output);
  while (true) {
    signal?.throwIfAborted();
    const isOver = ended !== undefined;
    await using fresh = createSession(options.session);
    const found = await checkAuthentication({ session: fresh, signal });
    if (found.status === "AUTHENTICATED") return found;
    if (ended && !ended.success) throw failed(command, ended);
    // The program has done its work, yet what it left does not let us in.
    if (isOver && ended) {
      throw new SignInError(found.message ?? "signing in had no effect", found.hint);
    }
    await Promise.race([sleep(interval, { signal }), ...(ended ? [] : [program.output])]);
  }
}

/**
 * Signs out of the session's profile, by the program that signs in to it.
 *
 * @throws {SignInError} if the profile is not one to sign out of, or the program fails; with the fix.
 * @throws The signal's reason, untouched, if it aborts; the program is ended before.
 */
export async function signOut(options: SignInOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  await using session = createSession(options.session);
  const command = commandFor("logout", await credentialsSource(session), session, options);
  await using program = start(command, session);
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const output = await Promise.race([program.output, aborted.promise]);
    if (!output.success) throw failed(command, output);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function commandFor(
  what: "login" | "logout",
  source: CredentialsSource,
  { profileName }: Session,
  { monitorPath }: SignInOptions,
): string[] {
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

interface Program extends AsyncDisposable {
  output: Promise<Deno.CommandOutput>;
}

function start([program, ...args]: string[], session: Session): Program {
  try {
    const env = Object.fromEntries(
      ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME", "PATH"].flatMap((name) => {
        const value = session.env.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const child = new Deno.Command(program, {
      args,
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output();
    return {
      output,
      async [Symbol.asyncDispose]() {
        try {
          child.kill("SIGKILL");
        } catch {
          // It has ended already.
        }
        await output;
      },
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new SignInError(
      `the program "${program}" is not there`,
      program === "aws"
        ? "Install the AWS CLI, version 2, and run this again"
        : "Run: deadline config set deadline-cloud-monitor.path PATH",
    );
  }
}

function failed(command: string[], { code, stdout, stderr }: Deno.CommandOutput): SignInError {
  const decoder = new TextDecoder();
  const said = (decoder.decode(stderr).trim() || decoder.decode(stdout).trim()).split("\n").at(-1);
  return new SignInError(
    `"${command.join(" ")}" ended with ${code}${said ? `: ${said}` : ""}`,
    `Run it in a terminal to see more: ${command.join(" ")}`,
  );
}
