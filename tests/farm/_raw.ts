import { type Authorization, sha256, sign } from "../../farm/auth/signature.ts";
import { amzDate } from "../../farm/auth/authenticate.ts";
import type { Farm } from "@deadline/farm";

/** A request that a test signs by itself, so that it can get something wrong. */
export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** When it claims to have been signed, in milliseconds since the epoch. */
  readonly time?: number;
  /** What to change once it is signed. */
  readonly tamper?: (request: { headers: Headers; body: string }) => { body?: string } | void;
}

/** What a farm answered. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, if it is JSON. */
  // deno-lint-ignore no-explicit-any -- the tests say what they expect in it
  readonly json: any;
}

/** Sends a signed request without an SDK in between. */
export async function send(farm: Farm, request: RawRequest): Promise<RawAnswer> {
  const { method = "GET", path, body = "", service = "deadline", time = Date.now() } = request;
  const url = new URL(path, farm.endpoint);
  const date = amzDate(time);
  const headers = new Headers({
    host: url.host,
    "x-amz-date": date,
    "x-amz-content-sha256": sha256(body),
    ...request.headers,
  });
  const scope: Pick<Authorization, "date" | "region" | "service" | "signedHeaders"> = {
    date: date.slice(0, 8),
    region: farm.region,
    service,
    signedHeaders: [...headers.keys()].sort(),
  };
  const signature = sign(
    {
      method,
      rawPath: url.pathname,
      rawQuery: url.search.slice(1),
      headers,
      body: new TextEncoder().encode(body),
    },
    scope,
    request.secretAccessKey ?? farm.credentials.secretAccessKey,
  );
  const accessKeyId = request.accessKeyId ?? farm.credentials.accessKeyId;
  headers.set(
    "authorization",
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.date}/${scope.region}/${service}` +
      `/aws4_request, SignedHeaders=${scope.signedHeaders.join(";")}, Signature=${signature}`,
  );
  const sent = { headers, body };
  const changed = request.tamper?.(sent);
  const response = await fetch(url, {
    method,
    headers,
    body: method === "GET" ? null : changed?.body ?? body,
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
