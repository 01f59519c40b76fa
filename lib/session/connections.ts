import type * as NodeHttp from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { rememberReads } from "./last_read.ts";
import { ProxyError } from "./proxy_error.ts";

/** By what way connections leave this machine. */
export interface Route {
  /** The proxy that connections go through, except those to this machine. */
  proxy?: URL | undefined;
  /** Whether a host is reached without the proxy. */
  isDirect?: ((host: string, port: number) => boolean) | undefined;
  /** Certificates (PEM) that are trusted. */
  ca?: string | undefined;
}

/** The connections of one client, for the SDK's request handler. */
export interface Connections {
  /** For plain `http`. */
  readonly httpAgent: NodeHttp.Agent;
  /** For `https`. */
  readonly httpsAgent: NodeHttp.Agent;
  /** Closes all of them, those in use and those still being made too. */
  destroy(): void;
}

/**
 * The SDK would queue calls beyond 50 connections, so that 50 which the service holds up would hold
 * up all others too.
 */
const POOL = { keepAlive: true, maxSockets: 500 };

/** Makes a socket known to an agent, as Node has it; its types leave this out. */
interface SocketMaker {
  createSocket(request: Stoppable, options: Target, callback: Callback): void;
}
type Callback = (error: Error | null, socket: Duplex) => void;
interface Target {
  host: string;
  port: number | string;
  servername?: string;
  /** The connection through the proxy, once it is there. */
  tunnel?: Duplex;
}
interface Stoppable {
  destroyed: boolean;
  destroy(error?: Error): unknown;
}

/**
 * Makes the connections of one client. Deno sends a request once more by itself when a connection
 * that was used before closes under it, even when it closes because the request was destroyed
 * (https://github.com/denoland/deno/issues/36786): a cancelled call would be made after all. It does
 * not where it is not told that the connection was used before.
 */
export async function createConnections(route: Route = {}): Promise<Connections> {
  const { proxy, isDirect = () => false, ca } = route;
  const [http, https, tls] = await Promise.all([
    import("node:http"),
    import("node:https"),
    import("node:tls"),
  ]);
  const opening = new Set<AbortController>();

  /** Asks the proxy for a connection to a host, and gives it up with the request that needs it. */
  const throughProxy = async (proxy: URL, target: Target, request: Stoppable): Promise<Duplex> => {
    const stop = new AbortController();
    const leave = () => stop.abort(new Error("socket hang up"));
    opening.add(stop);
    // A request that has no socket yet tells nobody that it was destroyed.
    const destroy = request.destroy;
    request.destroy = (error) => {
      leave();
      return destroy.call(request, error);
    };
    if (request.destroyed) leave();
    try {
      return await openTunnel(proxy, target, { ca, signal: stop.signal });
    } finally {
      request.destroy = destroy;
      opening.delete(stop);
    }
  };

  const create = (agent: SocketMaker, base: SocketMaker): SocketMaker["createSocket"] =>
  (
    request,
    options,
    callback,
  ) => {
    const port = Number(options.port);
    if (!proxy || isLoopback(options.host) || isDirect(options.host, port)) {
      return base.createSocket.call(agent, request, options, callback);
    }
    throughProxy(proxy, options, request).then(
      (tunnel) => base.createSocket.call(agent, request, { ...options, tunnel }, callback),
      callback as (error: Error) => void,
    );
  };

  class HttpAgent extends http.Agent {
    override reuseSocket = keepQuiet;
    createSocket = create(this as unknown as SocketMaker, http.Agent.prototype as never);
    override createConnection(options: NodeHttp.ClientRequestArgs, done?: Callback): Duplex {
      const { tunnel } = options as unknown as Target;
      return rememberReads(tunnel ?? super.createConnection(options, done as never)!);
    }
  }
  class HttpsAgent extends https.Agent {
    override reuseSocket = keepQuiet;
    createSocket = create(this as unknown as SocketMaker, https.Agent.prototype as never);
    override createConnection(options: NodeHttp.ClientRequestArgs, done?: Callback): Duplex {
      const { tunnel, host, servername = host } = options as unknown as Target;
      return rememberReads(
        tunnel
          ? tls.connect({ ...options as object, socket: tunnel, servername })
          : super.createConnection(options as never, done as never)!,
      );
    }
  }
  const httpAgent = new HttpAgent(POOL);
  const httpsAgent = new HttpsAgent({ ...POOL, ...(ca === undefined ? {} : { ca }) });
  return {
    httpAgent,
    httpsAgent,
    destroy() {
      for (const each of opening) each.abort(new Error("the connections were closed"));
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function keepQuiet(socket: Duplex): void {
  // What watched the connection while it was free; the method that this replaces takes it off too.
  for (const listener of socket.listeners("error")) {
    if (listener.name === "freeSocketErrorListener") {
      socket.removeListener("error", listener as () => void);
    }
  }
  (socket as Socket).ref();
}

/** Whether a host is this very machine; what goes there never takes the way through a proxy. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" ||
    /^(::ffff:)?127\./.test(name);
}

/** Opens a connection to the target through an HTTP proxy, by `CONNECT`. */
async function openTunnel(
  proxy: URL,
  { host, port }: Target,
  { ca, signal }: { ca: string | undefined; signal: AbortSignal },
): Promise<Duplex> {
  const isSecure = proxy.protocol === "https:";
  const { request } = await (isSecure ? import("node:https") : import("node:http"));
  signal.throwIfAborted();
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const asking = request({
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port || (isSecure ? 443 : 80),
    method: "CONNECT",
    path: target,
    headers: { Host: target, ...authorization(proxy) },
    agent: false,
    ...(ca === undefined ? {} : { ca }),
  });
  const stop = () => {
    asking.destroy();
    reject(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  asking.on("connect", ({ statusCode = 0 }, socket) => {
    if (statusCode === 200) return resolve(socket);
    socket.destroy();
    reject(new ProxyError(proxy.host, { status: statusCode }));
  });
  // A proxy that answers in the ordinary way has refused.
  asking.on("response", (answer) => {
    answer.destroy();
    reject(new ProxyError(proxy.host, { status: answer.statusCode ?? 0 }));
  });
  asking.on("error", (cause) => reject(new ProxyError(proxy.host, { cause })));
  asking.end();
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function authorization({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const bytes = new TextEncoder().encode(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  );
  return { "Proxy-Authorization": `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
