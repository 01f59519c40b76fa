import type { Middleware } from "../app/middleware.ts";

/** Where a rendered page carries the nonce of its own scripts and styles. */
export const NONCE: unique symbol = Symbol.for("__freshNonce");

/** Options for {@linkcode csp}. */
export interface CSPOptions {
  /** Whether browsers only report what they would block. */
  reportOnly?: boolean;
  /** Where browsers send reports. */
  reportTo?: string;
  /** Directives, in the place of the ones with the same name or beside them. */
  csp?: string[];
  /** Whether a nonce takes the place of `'unsafe-inline'` in rendered pages. */
  useNonce?: boolean;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

/** Directives in which a nonce can stand. */
const WITH_NONCE = /^(?:default-src|script-src|script-src-elem|style-src(?:-elem|-attr)?)\s/;

/** Says in each response what its page may load and run. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const { reportOnly = false, reportTo, csp = [], useNonce = false } = options;
  const nameOf = (directive: string) => directive.split(" ")[0];
  const names = csp.map(nameOf);
  const directives = [...DEFAULTS.filter((it) => !names.includes(nameOf(it))), ...csp];
  if (reportTo) directives.push("report-to csp-endpoint", `report-uri ${reportTo}`);
  const header = `Content-Security-Policy${reportOnly ? "-Report-Only" : ""}`;

  return async function cspMiddleware(ctx) {
    const response = await ctx.next();
    const nonce = useNonce ? (response as { [NONCE]?: string })[NONCE] : undefined;
    response.headers.set(header, directives.map((it) => withNonce(it, nonce)).join("; "));
    if (reportTo) response.headers.set("Reporting-Endpoints", `csp-endpoint="${reportTo}"`);
    return response;
  };
}

function withNonce(directive: string, nonce: string | undefined): string {
  if (!nonce || !WITH_NONCE.test(directive)) return directive;
  return directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`);
}
