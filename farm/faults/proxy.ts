import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { operationOf, serviceOf } from "./operation_of.ts";
import type { FaultRule, Faults } from "./rules.ts";
import { Weather } from "./weather.ts";

/** What the proxy saw of one request. Times are milliseconds since the epoch. */
export interface Sighting {
  /** Counts up from 1. */
  readonly id: number;
  readonly operation: string;
  readonly method: string;
  /** The path without its query, which may hold a signature. */
  readonly path: string;
  readonly startedAt: number;
  /** The rule that acted on it. */
  readonly fault?: FaultRule;
  /** How many times it was passed on. */
  forwarded: number;
  /** Status of the answer that was sent to the client, if one was. */
  status?: number;
  /** When the last byte of the answer was handed over. */
  answeredAt?: number;
  /** When the client went away before the answer was complete. */
  clientLeftAt?: number;
  /** When the connection to the upstream was closed because of that. */
  upstreamClosedAt?: number;
}

/** Options for {@linkcode startFaultProxy}. */
export interface FaultProxyOptions {
  /** The endpoint to stand in front of: `http://127.0.0.1:4680`. */
  target: string;
  /**
   * The rules to start with.
   *
   * @default {{ rules: [] }}
   */
  faults?: Faults;
  /**
   * The port on 127.0.0.1; any free one unless given.
   *
   * @default {0}
   */
  port?: number;
  /**
   * How many sightings to remember; the oldest make room.
   *
   * @default {Infinity}
   */
  keep?: number;
}

/** A proxy that makes weather, and remembers what it saw. */
export interface FaultProxy extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:N`. */
  readonly endpoint: string;
  /** What it saw, oldest first. */
  readonly seen: readonly Sighting[];
  /** The rules in force. */
  readonly rules: readonly FaultRule[];
  /** Puts other rules in force for the requests to come. */
  change(faults: Faults): void;
  /** Forgets what it saw. */
  forget(): void;
  /** Resolves with the first sighting, past or to come, that `wanted` accepts. */
  sighting(
    wanted: (one: Sighting) => boolean,
    options?: { signal?: AbortSignal },
  ): Promise<Sighting>;
  /** Closes the proxy and every connection through it. */
  close(): Promise<void>;
}

/**
 * Starts a proxy in front of an endpoint: every request passes through unchanged, its signature
 * stays good, unless a rule says otherwise.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = new URL(options.target);
  const weather = new Weather(options.faults);
  const { keep = Infinity } = options;
  const seen: Sighting[] = [];
  let lastId = 0;
  const watchers = new Set<() => void>();
  const changed = () => watchers.forEach((watcher) => watcher());
  const closing = new AbortController();

  const server = createServer((incoming, outgoing) => {
    const operation = operationOf({
      method: incoming.method!,
      url: incoming.url!,
      headers: incoming.headers,
    });
    const fault = weather.befalls(operation);
    const sighting: Sighting = {
      id: ++lastId,
      operation,
      method: incoming.method!,
      path: incoming.url!.split("?", 1)[0],
      startedAt: Date.now(),
      ...(fault ? { fault } : {}),
      forwarded: 0,
    };
    seen.push(sighting);
    if (seen.length > keep) seen.shift();
    const left = new AbortController();
    outgoing.on("close", () => {
      if (!outgoing.writableFinished && sighting.answeredAt === undefined) {
        sighting.clientLeftAt ??= Date.now();
      }
      left.abort();
      changed();
    });
    changed();
    const signal = AbortSignal.any([left.signal, closing.signal]);
    handle({ incoming, outgoing, sighting, fault, weather, target, signal, changed })
      .catch(() => outgoing.destroy())
      .finally(changed);
  });
  // Requests of a client that waits for "100 Continue" are passed on like all others.
  server.on("checkContinue", (incoming, outgoing) => {
    outgoing.writeContinue();
    server.emit("request", incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    closing.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    get rules() {
      return weather.rules;
    },
    change: (faults) => weather.change(faults),
    forget: () => void (seen.length = lastId = 0),
    sighting: (wanted, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = seen.find(wanted);
          if (!found) return;
          end();
          resolve(found);
        };
        const stop = () => {
          end();
          reject(signal?.reason);
        };
        const end = () => {
          watchers.delete(look);
          signal?.removeEventListener("abort", stop);
        };
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener("abort", stop, { once: true });
        watchers.add(look);
        look();
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  sighting: Sighting;
  fault: FaultRule | undefined;
  weather: Weather;
  target: URL;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
  changed: () => void;
}

async function handle(exchange: Exchange): Promise<void> {
  const { incoming, outgoing, fault, signal } = exchange;
  const body = await readAll(incoming);
  if (fault?.latency) await pause(exchange.weather.delay(fault.latency), signal);
  if (fault?.stall === "before") return await gone(signal);
  if (fault?.reset === "before") return void outgoing.destroy();
  const instead = fault && errorInstead(fault);
  if (instead) return answerError(exchange, instead);
  if (fault?.duplicate) await drain(await forward(exchange, body));
  const answer = await forward(exchange, body);
  if (fault?.stall === "after" || fault?.reset === "after") {
    await drain(answer);
    if (fault.reset === "after") return void outgoing.destroy();
    return await gone(signal);
  }
  await relay(exchange, answer);
}

/** Passes the request on; headers go as they came, `Host` too, since the signature covers them. */
function forward(exchange: Exchange, body: Uint8Array): Promise<IncomingMessage> {
  const { incoming, target, sighting, signal, changed } = exchange;
  sighting.forwarded++;
  changed();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  const upstream = request({
    host: target.hostname,
    port: target.port,
    method: incoming.method!,
    path: incoming.url!,
    headers,
    agent: false,
  }, resolve);
  upstream.on("error", reject);
  upstream.on("close", () => {
    if (sighting.clientLeftAt !== undefined) sighting.upstreamClosedAt ??= Date.now();
    changed();
  });
  signal.addEventListener("abort", () => upstream.destroy(), { once: true });
  upstream.end(body);
  return promise;
}

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "expect"]);

async function relay(exchange: Exchange, answer: IncomingMessage): Promise<void> {
  const { outgoing, sighting, fault, signal } = exchange;
  sighting.status = answer.statusCode!;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) outgoing.setHeader(name, value);
  }
  outgoing.writeHead(answer.statusCode!);
  let sent = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    for (const piece of pieces(chunk, fault?.slowBody?.bytesPerSecond)) {
      const room = fault?.truncate ? Math.max(0, fault.truncate.bytes - sent) : piece.length;
      if (room > 0) await write(outgoing, piece.subarray(0, room));
      sent += Math.min(room, piece.length);
      if (room < piece.length) return void outgoing.destroy();
      if (fault?.slowBody) await pause(piece.length * 1000 / fault.slowBody.bytesPerSecond, signal);
    }
  }
  sighting.answeredAt = Date.now();
  outgoing.end();
}

/** A slow body goes in pieces of a twentieth of a second. */
function* pieces(chunk: Uint8Array, bytesPerSecond: number | undefined): Generator<Uint8Array> {
  const size = bytesPerSecond ? Math.max(1, Math.floor(bytesPerSecond / 20)) : chunk.length;
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
}

interface Instead {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

function errorInstead(fault: FaultRule): Instead | undefined {
  const { throttle, error, expired, clockSkewSeconds } = fault;
  if (throttle) {
    return {
      status: 429,
      code: "ThrottlingException",
      message: "Rate exceeded",
      headers: { "Retry-After": String(throttle.retryAfterSeconds) },
    };
  }
  if (error) return { ...error, message: error.message ?? "The weather is bad" };
  if (expired) {
    return {
      status: 403,
      code: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    };
  }
  if (clockSkewSeconds !== undefined) {
    const date = new Date(Date.now() + clockSkewSeconds * 1000);
    return {
      status: 403,
      code: "InvalidSignatureException",
      message: `Signature expired: the service's clock says ${date.toISOString()}`,
      headers: { Date: date.toUTCString() },
    };
  }
}

/** What S3 calls what other services call by these names. */
const IN_S3: Record<string, { status: number; code: string }> = {
  AccessDeniedException: { status: 403, code: "AccessDenied" },
  InternalServerErrorException: { status: 500, code: "InternalError" },
  ThrottlingException: { status: 503, code: "SlowDown" },
  ExpiredTokenException: { status: 400, code: "ExpiredToken" },
  InvalidSignatureException: { status: 403, code: "RequestTimeTooSkewed" },
};

function answerError({ incoming, outgoing, sighting }: Exchange, instead: Instead): void {
  const isS3 = serviceOf(incoming.headers) === "s3";
  const { status, code, message, headers = {} } = isS3
    ? { ...instead, ...IN_S3[instead.code] }
    : instead;
  sighting.status = status;
  sighting.answeredAt = Date.now();
  outgoing.writeHead(status, {
    "Content-Type": isS3 ? "application/xml" : "application/json",
    "x-amzn-ErrorType": code,
    [isS3 ? "x-amz-request-id" : "x-amzn-RequestId"]: crypto.randomUUID(),
    ...headers,
  });
  const text = isS3
    ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${xml(code)}</Code>` +
      `<Message>${xml(message)}</Message></Error>`
    : JSON.stringify({ __type: code, message });
  outgoing.end(incoming.method === "HEAD" ? undefined : text);
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

async function readAll(stream: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function drain(stream: IncomingMessage): Promise<void> {
  for await (const _chunk of stream) { /* read to its end, for its effect */ }
}

function write(outgoing: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) =>
    outgoing.write(piece, (error) => error ? reject(error) : resolve())
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

function gone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}
