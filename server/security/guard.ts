import { problemResponse } from "@deadline/client/wire";
import { cookieName, readCookie, sessionCookie } from "./cookie.ts";
import { secureHeaders } from "./headers.ts";
import { acceptHost, type Host, isLoopback } from "./host.ts";
import { isNavigation, judgeHeadless, judgeOrigin } from "./origin.ts";
import type { SignIn } from "./sign_in.ts";
import { signInPage } from "./sign_in_page.ts";

/** What `Deno.serve` and Fresh call. */
export type Handler = (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

/** Options for {@linkcode guard}. */
export interface GuardOptions {
  /** Who is let in. */
  readonly signIn: SignIn;
  /** The port that is listened on; undefined while somebody else chose it and did not tell. */
  readonly port: number | undefined;
  /** Told of the origin at which somebody without a session wanted a page. */
  greet?(origin: string): void;
  /** Told of what no page or route handled. */
  report(error: unknown): void;
}

/**
 * Wraps a whole app, its files and error pages included. In this order: the peer is this machine, the
 * `Host` is ours, the launch token is exchanged, the request comes from our own pages, and it has a
 * session. Whatever goes out carries the security headers.
 */
export function guard(handler: Handler, options: GuardOptions): Handler {
  return async function guarded(request, info) {
    const refusal = await check(request, info, options);
    if (refusal) return secured(refusal);
    if (!isReadable(new URL(request.url).pathname)) {
      return secured(plain(400, "The address has a %-code that is no text"));
    }
    try {
      return secureHeaders(await handler(request, info));
    } catch (error) {
      options.report(error);
      return secured(plain(500, "Something went wrong in the console itself"));
    }
  };
}

function check(
  request: Request,
  info: Deno.ServeHandlerInfo | undefined,
  options: GuardOptions,
): Response | undefined {
  const { signIn, port } = options;
  const peer = info?.remoteAddr as Deno.NetAddr | undefined;
  if (peer?.transport === "tcp" && !isLoopback(peer.hostname)) {
    return plain(403, "This console talks to its own machine only");
  }
  const host = acceptHost(request.headers.get("Host"), port);
  if (!host) return plain(421, "This console is not known under that name");
  const cookie = readCookie(request.headers, cookieName(host.port));
  const url = new URL(request.url);
  if (request.headers.has("Authorization")) return checkBearer(request, url, signIn);
  const token = url.searchParams.get("token");
  if (token !== null && request.method === "GET" && !url.pathname.startsWith("/api/")) {
    return exchange(request, token, cookie, host, url, signIn);
  }
  const verdict = judgeOrigin(request, host.origin);
  if (!verdict.ok) return plain(verdict.status, `Refused: ${verdict.reason}`);
  if (signIn.accepts(cookie)) return undefined;
  options.greet?.(host.origin);
  return askToSignIn(request, url);
}

/**
 * Lets callers without a browser in: a script that read the token file. Never together with a cookie,
 * so that no page can borrow what the browser adds by itself.
 */
function checkBearer(request: Request, url: URL, signIn: SignIn): Response | undefined {
  const { headers } = request;
  if (!url.pathname.startsWith("/api/")) return plain(403, "A token is for /api/ only");
  if (headers.has("Cookie")) return plain(403, "A token and a cookie exclude each other");
  const [, token] = /^Bearer ([\w-]{1,128})$/i.exec(headers.get("Authorization")!) ?? [];
  if (token === undefined || !signIn.acceptsBearer(token)) {
    return problemResponse({
      type: "about:blank",
      title: "The token is not that of this console",
      status: 401,
      code: "WrongToken",
      retryable: false,
      hint: "Read it anew from the file 'token' in the console's folder; each start makes another.",
    }, { "WWW-Authenticate": "Bearer" });
  }
  const verdict = judgeHeadless(request);
  return verdict.ok ? undefined : plain(verdict.status, `Refused: ${verdict.reason}`);
}

/** Takes the token out of the address bar, and lets whoever brought a good one in. */
function exchange(
  request: Request,
  token: string,
  cookie: string | undefined,
  host: Host,
  url: URL,
  signIn: SignIn,
): Response {
  url.searchParams.delete("token");
  const headers = new Headers({ Location: pathOf(url), "Cache-Control": "no-store" });
  if (!signIn.accepts(cookie)) {
    const result = signIn.exchange(token);
    if (typeof result === "string") return signInPage(result, pathOf(url));
    headers.set("Set-Cookie", sessionCookie(cookieName(host.port), result.session));
  }
  return goOn(headers, request.headers);
}

/**
 * Leads on to the page. A strict cookie does not travel with a redirect of a navigation that another
 * site began (an opened file, a terminal in a browser), so that one begins anew from here.
 */
function goOn(headers: Headers, asked: Headers): Response {
  const site = asked.get("Sec-Fetch-Site");
  if (site !== "cross-site" && site !== "same-site") {
    return new Response(null, { status: 303, headers });
  }
  headers.set("Refresh", `0; url=${headers.get("Location")}`);
  headers.delete("Location");
  return new Response(null, { status: 200, headers });
}

function askToSignIn(request: Request, url: URL): Response {
  const { headers } = request;
  const wantsPage = isNavigation(headers) ||
    (headers.get("Accept") ?? "").includes("text/html");
  if (wantsPage && !url.pathname.startsWith("/api/")) return signInPage("no session", pathOf(url));
  return problemResponse({
    type: "about:blank",
    title: "The console does not know this browser any more",
    status: 401,
    code: "SignedOut",
    retryable: false,
    hint: "Open the console again with the URL that its start command prints.",
  });
}

/** Whether the codes in a path stand for text; the router cannot read others. */
function isReadable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** A path that stays with us: one slash at its start, so that no browser reads a host name. */
function pathOf(url: URL): string {
  return `/${url.pathname.replace(/^[/\\]+/, "")}${url.search}`;
}

function plain(status: number, text: string): Response {
  const headers: Record<string, string> = { "Content-Type": "text/plain; charset=utf-8" };
  if (status === 405) headers.Allow = "GET, HEAD, POST, DELETE";
  return new Response(`${text}\n`, { status, headers });
}

function secured(response: Response): Response {
  return response.headers.has("Content-Security-Policy") ? response : secureHeaders(response);
}
