/** The session cookie's name. Ports of one host share cookies, so the port is part of it. */
export function cookieName(port: string): string {
  return `deadline_console_${port}`;
}

/** Reads one cookie of a request. */
export function readCookie(headers: Headers, name: string): string | undefined {
  for (const pair of (headers.get("Cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
}

/** The `Set-Cookie` line that keeps a session, or without a value ends it. */
export function sessionCookie(name: string, value: string | undefined): string {
  const life = value === undefined ? "; Max-Age=0" : "";
  return `${name}=${value ?? ""}; Path=/; HttpOnly; SameSite=Strict${life}`;
}
