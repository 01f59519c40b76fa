import { homeDirectory, readVariable } from "./environment.ts";
import type { Session } from "./session.ts";
import { SignInError } from "./sign_in_error.ts";

/**
 * Signs out of a profile that `aws login` has signed in to: removes the token that it keeps on this
 * machine, named after the session. Where there is none, nobody is signed in.
 */
export async function signOutOfConsole(session: Session): Promise<void> {
  const name = (await session.awsProfile())?.login_session ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
  const hash = new Uint8Array(digest).toHex();
  const folder = readVariable(session.env, "AWS_LOGIN_CACHE_DIRECTORY") ??
    `${homeDirectory(session.env)}/.aws/login/cache`;
  const path = `${folder}/${hash}.json`;
  try {
    await Deno.remove(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new SignInError(
      `the token in "${path}" cannot be removed: ${(error as Error).message}`,
      `Run: aws logout --profile ${session.profileName}`,
    );
  }
}
