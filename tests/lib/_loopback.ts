import { createSession, type Session, type SessionOptions } from "@deadline/client";

/** One request as the loopback service saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: string;
  /** Resolves when the client closes the connection before it was answered. */
  closed: Promise<void>;
}

/** Answers a request; `undefined` leaves it unanswered until the client goes away. */
export type Handler = (
  request: SeenRequest,
) => Response | undefined | Promise<Response | undefined>;

/** A service on loopback that tests program, with a session that talks to it. */
export class Loopback implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly endpoint: string;
  readonly session: Session;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #arrivals: (() => void)[] = [];
  readonly #end = Promise.withResolvers<Response>();

  constructor(handler: Handler, options: SessionOptions = {}) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#serve(request, handler),
    );
    this.endpoint = `http://127.0.0.1:${this.#server.addr.port}`;
    this.session = createSession({
      endpoint: this.endpoint,
      region: "us-west-2",
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
      env: { get: () => undefined },
      ...options,
    });
  }

  /** Waits until the service has seen `count` requests, and gives the last of them. */
  async seen(count = 1): Promise<SeenRequest> {
    while (this.requests.length < count) {
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
    return this.requests[count - 1];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.close();
    this.#end.resolve(new Response(null, { status: 503 }));
    await this.#server.shutdown();
  }

  async #serve(request: Request, handler: Handler): Promise<Response> {
    const url = new URL(request.url);
    const closed = new Promise<void>((resolve) =>
      request.signal.addEventListener("abort", () => resolve(), { once: true })
    );
    const seen: SeenRequest = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await request.text(),
      closed,
    };
    this.requests.push(seen);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return await handler(seen) ?? await this.#end.promise;
  }
}

/** A JSON answer as the service gives it. */
export function json(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  return Response.json(body, { status, headers: { "x-amzn-RequestId": "req-1", ...headers } });
}

/** An exception as the service gives it. */
export function exception(name: string, status: number, body: object = {}): Response {
  return json({ message: `${name} happened`, ...body }, status, { "x-amzn-ErrorType": name });
}

/** Ids of the right form, for inputs. */
export const FARM = "farm-0123456789abcdef0123456789abcdef";
export const QUEUE = "queue-0123456789abcdef0123456789abcdef";
export const JOB = "job-0123456789abcdef0123456789abcdef";
