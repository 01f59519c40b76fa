/** What a request's own headers say of where it came from, judged for {@linkcode guard}. */
export type Verdict = { ok: true } | { ok: false; status: number; reason: string };

const OK: Verdict = { ok: true };

/**
 * Judges method, `Origin`, `Sec-Fetch-Site` and content type. A plain navigation may come from
 * anywhere (it brings no cookie when it does); other reads must not come from another site; what
 * changes something must come from this very origin, and say so.
 */
export function judgeOrigin(request: Request, origin: string): Verdict {
  const { method, headers } = request;
  switch (method) {
    case "GET":
    case "HEAD":
      return isNavigation(headers) ? OK : judgeRead(headers, origin);
    case "POST":
    case "DELETE":
      return judgeChange(request, origin);
    default:
      return refuse(405, `${method} is not served here`);
  }
}

/** Whether the browser is opening a page in a tab, as far as it says. */
export function isNavigation(headers: Headers): boolean {
  return headers.get("Sec-Fetch-Mode") === "navigate" &&
    headers.get("Sec-Fetch-Dest") === "document";
}

function judgeRead(headers: Headers, origin: string): Verdict {
  const from = headers.get("Origin");
  if (from !== null && from !== origin) return refuse(403, "another origin may not read here");
  const site = headers.get("Sec-Fetch-Site");
  const own = site === null || site === "same-origin" || site === "none";
  return own ? OK : refuse(403, "another site may not read here");
}

/**
 * Judges a request that brings a token of its own. No browser sends one by itself, so where it came
 * from does not matter; what it may do is the same.
 */
export function judgeHeadless(request: Request): Verdict {
  switch (request.method) {
    case "GET":
    case "HEAD":
      return OK;
    case "POST":
    case "DELETE":
      return judgeType(request);
    default:
      return refuse(405, `${request.method} is not served here`);
  }
}

function judgeChange(request: Request, origin: string): Verdict {
  const { headers } = request;
  if (headers.get("Origin") !== origin) return refuse(403, "the Origin header is not this console");
  if (headers.get("Sec-Fetch-Site") !== "same-origin") {
    return refuse(403, "the Sec-Fetch-Site header is not same-origin");
  }
  return judgeType(request);
}

function judgeType({ method, headers }: Request): Verdict {
  const type = headers.get("Content-Type")?.split(";", 1)[0].trim().toLowerCase();
  // Judged by its headers: a server gives every such request a body, if an empty one.
  const bare = method === "DELETE" && (headers.get("Content-Length") ?? "0") === "0" &&
    !headers.has("Transfer-Encoding");
  return bare || type === "application/json" ? OK : refuse(415, "the content type is not JSON");
}

function refuse(status: number, reason: string): Verdict {
  return { ok: false, status, reason };
}
