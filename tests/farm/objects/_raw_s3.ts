import { amzDate } from "../../../farm/auth/authenticate.ts";
import { hmac, sha256, sign, signingKey } from "../../../farm/auth/signature.ts";
import type { TestFarm } from "../_farm.ts";

/** A request of S3 that is written byte by byte. */
export interface RawS3Request {
  readonly method?: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What `x-amz-content-sha256` says; the hash of the body unless given. */
  readonly payload?: string;
  readonly body?: string | ((chain: ChunkSigner) => string);
}

/** What came back. */
export interface RawS3Answer {
  /** The status lines, interim ones too. */
  readonly statuses: string[];
  readonly head: string;
  readonly body: string;
}

/** Signs the chunks of a body one after the other. */
export class ChunkSigner {
  readonly #key: Uint8Array;
  readonly #time: string;
  readonly #scope: string;
  #previous: string;

  constructor(key: Uint8Array, time: string, scope: string, seed: string) {
    this.#key = key;
    this.#time = time;
    this.#scope = scope;
    this.#previous = seed;
  }

  /** A chunk with its signature, as it is sent. */
  chunk(data: string): string {
    const signature = this.#next("PAYLOAD", `${sha256("")}\n${sha256(data)}`);
    return `${data.length.toString(16)};chunk-signature=${signature}\r\n${data}${
      data === "" ? "" : "\r\n"
    }`;
  }

  /** The signature of the headers that follow the last chunk. */
  trailer(headers: string): string {
    return `${headers}\r\nx-amz-trailer-signature:${
      this.#next("TRAILER", sha256(`${headers}\n`))
    }\r\n\r\n`;
  }

  #next(kind: string, digests: string): string {
    const text = `AWS4-HMAC-SHA256-${kind}\n${this.#time}\n${this.#scope}\n${this.#previous}\n` +
      digests;
    return this.#previous = hmac(this.#key, text).toString("hex");
  }
}

/** Sends a request of S3 as bytes on a connection of its own. */
export async function sendRaw({ farm }: TestFarm, request: RawS3Request): Promise<RawS3Answer> {
  const { method = "PUT", target, body = "", payload } = request;
  const { hostname, port, host } = new URL(farm.endpoint);
  const date = amzDate(Date.now());
  const [rawPath, rawQuery = ""] = target.split("?");
  const headers: Record<string, string> = {
    host,
    "x-amz-date": date,
    "x-amz-content-sha256": payload ?? sha256(body as string),
    ...request.headers,
  };
  const day = date.slice(0, 8);
  const scope = { date: day, region: farm.region, service: "s3", signedHeaders: [] as string[] };
  scope.signedHeaders = Object.keys(headers)
    .filter((name) => name === "host" || name.startsWith("x-amz-")).sort();
  const secret = farm.credentials.secretAccessKey;
  const signature = sign(
    { method, rawPath: rawPath!, rawQuery, headers: valuesOf(headers), body: new Uint8Array() },
    scope,
    secret,
  );
  const key = signingKey(secret, day, farm.region, "s3");
  const name = `${day}/${farm.region}/s3/aws4_request`;
  const sent = typeof body === "string" ? body : body(new ChunkSigner(key, date, name, signature));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `authorization: AWS4-HMAC-SHA256 Credential=${farm.credentials.accessKeyId}/${name}, ` +
    `SignedHeaders=${scope.signedHeaders.join(";")}, Signature=${signature}`,
    `content-length: ${new TextEncoder().encode(sent).length}`,
    "connection: close",
  ];
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const write = (text: string) =>
    new Blob([text]).stream().pipeTo(connection.writable, { preventClose: true });
  await write(`${lines.join("\r\n")}\r\n\r\n`);
  const reader = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  if (headers.expect !== undefined) {
    text = (await reader.read()).value ?? "";
    // Whoever is refused does not send the body.
    if (text.startsWith("HTTP/1.1 100 ")) await write(sent);
  } else await write(sent);
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status!);
  const end = text.lastIndexOf("HTTP/1.1 ");
  const blank = text.indexOf("\r\n\r\n", end);
  return { statuses, head: text.slice(end, blank), body: text.slice(blank + 4) };
}

/** Header values as a signer sees them: characters, not bytes. */
function valuesOf(headers: Readonly<Record<string, string>>): Headers {
  return { get: (name: string) => headers[name] ?? null } as Headers;
}
