import { DeadlineError, hintFor } from "../errors/mod.ts";
import { type Environment, readVariable } from "./environment.ts";

/** Gives the addresses of a host name. */
export type Resolver = (hostname: string) => Promise<string[]>;

/** Options for {@linkcode checkEndpoint}. */
export interface CheckEndpointOptions {
  /** Whether addresses of a private network may be called. */
  allowPrivate: boolean;
  /** Whether a proxy connects to it: a name that this machine cannot resolve is then the proxy's. */
  isProxied?: boolean | undefined;
  /** How names become addresses; the system's resolver unless given. */
  resolver?: Resolver | undefined;
}

/** Whether the caller or the environment lets endpoints be in a private network. */
export function allowsPrivateEndpoint(option: boolean | undefined, env: Environment): boolean {
  return option ?? readVariable(env, "DEADLINE_ALLOW_PRIVATE_ENDPOINT") === "1";
}

/**
 * Checks a custom endpoint before anything that was signed is sent to it. A name is resolved, and
 * every address that it has must be allowed: plain `http` goes to this machine only, addresses that
 * hand out a machine's credentials are refused always, private networks unless they are allowed.
 *
 * @throws {DeadlineError} with code `EndpointRefused` that says what is wrong with it and the way out.
 */
export async function checkEndpoint(
  endpoint: string,
  { allowPrivate, isProxied = false, resolver = resolve }: CheckEndpointOptions,
): Promise<void> {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw refused(endpoint, "it is no http or https URL");
  }
  if (url.username || url.password) {
    throw refused(`${url.protocol}//${url.host}`, "it has a user name or password in it");
  }
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isAddress(name)
    ? [name]
    : name === "localhost"
    ? []
    : await resolver(name).catch((error) => {
      if (!isProxied) throw error;
      if (url.protocol === "http:") throw plainHttp(endpoint);
      return [];
    });
  for (const address of addresses) {
    switch (rangeOf(address)) {
      case "loopback":
        continue;
      case "reserved":
        throw refused(endpoint, `${address} is a link-local or metadata address`);
      case "private":
        if (!allowPrivate) {
          throw refused(endpoint, `${address} is an address of a private network`, ALLOW_PRIVATE);
        }
    }
    if (url.protocol === "http:") {
      throw plainHttp(endpoint);
    }
  }
}

function plainHttp(endpoint: string): DeadlineError {
  return refused(endpoint, "plain http is for this machine only", "Use https");
}

const ALLOW_PRIVATE =
  "If that is meant, set DEADLINE_ALLOW_PRIVATE_ENDPOINT=1; else remove the endpoint";

function refused(
  endpoint: string,
  reason: string,
  hint = hintFor("EndpointRefused"),
): DeadlineError {
  return new DeadlineError({
    operation: "ReachTheService",
    code: "EndpointRefused",
    reason: `the endpoint "${endpoint}" is refused: ${reason}`,
    hint,
    neverLeft: true,
  });
}

async function resolve(hostname: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^[0-9]+(\.[0-9]+){3}$/.test(name);
}

type Range = "loopback" | "reserved" | "private" | "public";

function rangeOf(address: string): Range {
  const plain = unmapped(address.toLowerCase().replace(/%.*$/, ""));
  return plain.includes(":") ? rangeOf6(plain) : rangeOf4(plain.split(".").map(Number));
}

function rangeOf4([a, b]: number[]): Range {
  if (a === 127) return "loopback";
  // "This network", link-local (metadata of machines and containers), multicast and beyond.
  if (a === 0 || (a === 169 && b === 254) || a >= 224) return "reserved";
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128);
  return isPrivate ? "private" : "public";
}

function rangeOf6(address: string): Range {
  if (address === "::1") return "loopback";
  const first = parseInt(address.split(":", 1)[0] || "0", 16);
  const isLinkLocal = (first & 0xffc0) === 0xfe80;
  if (address === "::" || isLinkLocal || (first & 0xff00) === 0xff00) return "reserved";
  if (address === "fd00:ec2::254") return "reserved";
  return (first & 0xfe00) === 0xfc00 ? "private" : "public";
}

/** The IPv4 address inside an IPv6 one, in either way of writing it; else the address as it is. */
function unmapped(address: string): string {
  const dotted = /^::ffff:([0-9.]+)$/.exec(address)?.[1];
  if (dotted) return dotted;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined) return address;
  const bytes = [high, low].map((part) => parseInt(part, 16)).flatMap((n) => [n >> 8, n & 255]);
  return bytes.join(".");
}
