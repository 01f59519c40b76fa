/** Where an app is served. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & {
    /** An address to show beside the local one. */
    remoteAddress?: string;
  };

/** The ports to try when none is asked for. */
const PORTS = { first: 8000, count: 20 };

/** Serves until the server stops listening; says where. */
export async function serve(
  handler: (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>,
  basePath: string,
  options: ListenOptions,
): Promise<void> {
  const withAddress = { ...options, onListen: options.onListen ?? announcer(basePath, options) };
  if (options.port) {
    await Deno.serve(withAddress, handler);
    return;
  }
  for (let i = 0; i < PORTS.count; i++) {
    try {
      await Deno.serve({ ...withAddress, port: PORTS.first + i }, handler);
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || i === PORTS.count - 1) throw error;
    }
  }
}

/** A function that says on the console where an app is served. */
export function announcer(
  basePath: string,
  options: ListenOptions,
): (address: Deno.NetAddr) => void {
  return ({ hostname, port }) => {
    const protocol = options.key && options.cert ? "https" : "http";
    const host = hostname.startsWith("::") ? `[${hostname}]` : hostname;
    console.log("\n%c Fresh ready ", "background-color: #86efac; color: black");
    console.log(`    Local:  ${protocol}://${host}:${port}${basePath}/`);
    if (options.remoteAddress) console.log(`    Remote: ${options.remoteAddress}`);
    console.log();
  };
}
