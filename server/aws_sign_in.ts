import { signIn, SignInError, type SignInOptions, signOut } from "@deadline/client/session";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";

/**
 * Starts signing in to the profile and gives the id of the operation; it is done when AWS can be
 * called, and cancelling it ends the program that was started.
 */
export function startSignIn(console: Console): string {
  const { profile } = console;
  return console.operations.start(
    { name: `Signing in to ${profile}`, kind: "sign-in" },
    async ({ signal, at, log }) => {
      try {
        await signIn({
          ...await optionsOf(console, signal),
          onStart: (command) => {
            at({ phase: "waiting", message: "Waiting for you to sign in" });
            log(`Started: ${command.join(" ")}`);
          },
          onOutput: log,
        });
      } catch (error) {
        throw told(error);
      }
      signal.throwIfAborted();
      log("AWS can be called again");
      taken(console);
      return undefined;
    },
  );
}

/**
 * Signs out of the profile.
 *
 * @throws {TaskError} with what to do, if it is not one to sign out of.
 */
export async function signOutOfAws(console: Console, signal: AbortSignal): Promise<void> {
  try {
    await signOut(await optionsOf(console, signal));
  } catch (error) {
    throw told(error);
  }
  console.session.reload();
  console.workstation.tell("aws");
}

function taken(console: Console): void {
  console.session.reload();
  console.gate.renewed();
  console.workstation.tell("aws");
}

async function optionsOf(console: Console, signal: AbortSignal): Promise<SignInOptions> {
  const { mode, profile, region, endpoint, httpsProxy, caBundle } = console.launch;
  if (mode === "local") {
    throw new TaskError("The local farm needs no sign-in", { code: "BadRequest", status: 400 });
  }
  const config = await console.selection.config(signal);
  return {
    session: { profile, region, endpoint, httpsProxy, caBundle },
    monitorPath: config.getPath("deadline-cloud-monitor.path") || undefined,
    signal,
  };
}

function told(error: unknown): unknown {
  if (!(error instanceof SignInError)) return error;
  const { message, hint } = error;
  return new TaskError(message, { code: "SignInFailed", status: 409, hint, cause: error });
}
