/** Where Fresh leaves the nonce of the scripts that it wrote into a page. */
const NONCE = Symbol.for("__freshNonce");

/** The nonce of a page that Fresh rendered; undefined for anything else. */
function nonceOf(response: Response): string | undefined {
  const nonce = (response as Response & { [NONCE]?: unknown })[NONCE];
  return typeof nonce === "string" && nonce !== "" ? nonce : undefined;
}

/** The content security policy: everything from here, inline only with the page's own nonce. */
function contentSecurityPolicy(nonce: string | undefined): string {
  const inline = nonce ? ` 'nonce-${nonce}'` : "";
  return [
    "default-src 'none'",
    `script-src 'self'${inline}`,
    `style-src 'self'${inline}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    // No text becomes markup or script, and no policy may be made that would let it.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

const FIXED: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // Not `no-referrer`: that makes some browsers send `Origin: null` with a POST of our own.
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/**
 * Puts the security headers on a response, whoever made it: page, file, error page or stream. What
 * does not say how it may be kept is not kept.
 */
export function secureHeaders(response: Response, nonce = nonceOf(response)): Response {
  // Responses of `fetch` and `Response.redirect` have headers that cannot be changed.
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(FIXED)) headers.set(name, value);
  // A file of somebody else's brings a policy of its own, under which it may do nothing at all.
  const isSandboxed = headers.get("Content-Security-Policy")?.startsWith("sandbox;") ?? false;
  if (!isSandboxed) headers.set("Content-Security-Policy", contentSecurityPolicy(nonce));
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
