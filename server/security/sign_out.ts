import { cookieName, readCookie, sessionCookie } from "./cookie.ts";
import type { SignIn } from "./sign_in.ts";

/** Ends the session that a request came with, and has the browser forget it. */
export function signOut(request: Request, signIn: SignIn, headers: Headers): void {
  const name = cookieName(new URL(request.url).port || "80");
  signIn.end(readCookie(request.headers, name));
  headers.append("Set-Cookie", sessionCookie(name, undefined));
}
