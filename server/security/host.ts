/** A `Host` header that was accepted. */
export interface Host {
  /** Name and port as the browser writes them in `Origin`. */
  origin: string;
  /** The port; 80 when left out. */
  port: string;
}

/**
 * Reads a `Host` header and accepts exactly the loopback names, with `port` if that is known. A page
 * of a foreign site whose name was made to point at this machine brings its own name, and fails here.
 */
export function acceptHost(header: string | null, port: number | undefined): Host | undefined {
  const match = /^(localhost|127\.0\.0\.1|\[::1\])(?::([1-9][0-9]{0,4}))?$/.exec(header ?? "");
  if (!match) return undefined;
  const given = match[2] ?? "80";
  if (port !== undefined && given !== String(port)) return undefined;
  return { origin: `http://${match[0]}`, port: given };
}

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, "");
  return plain === "::1" || /^127(\.[0-9]{1,3}){3}$/.test(plain);
}
