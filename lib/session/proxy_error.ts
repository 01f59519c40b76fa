/** Thrown when a proxy did not make a connection; the request itself has not left this machine. */
export class ProxyError extends Error {
  /** What the proxy answered, if it did. */
  readonly status: number | undefined;

  /** Makes the error; `host` is the proxy's, without name and password. */
  constructor(host: string, { status, cause }: { status?: number; cause?: unknown }) {
    const { code } = (cause ?? {}) as { code?: string };
    const why = status === undefined
      ? `cannot be reached${code ? ` (${code})` : ""}`
      : status === 407
      ? "asks for a name and a password (HTTP 407)"
      : `refused the connection (HTTP ${status})`;
    super(`the proxy ${host} ${why}`, cause === undefined ? undefined : { cause });
    this.name = "ProxyError";
    this.status = status;
  }
}
