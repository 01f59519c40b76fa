import { DeadlineError, hintFor } from "../errors/mod.ts";
import type { Route } from "./connections.ts";
import { type Environment, homeDirectory, readVariable } from "./environment.ts";

/** Where a route may be named, in the order in which the sources win. */
export interface RouteSources {
  /** The proxy that the caller named. */
  httpsProxy: string | undefined;
  /** The file of certificates that the caller named. */
  caBundle: string | undefined;
  /** Environment variables. */
  env: Environment;
  /** The `ca_bundle` of the AWS profile; read only if nothing above decides. */
  profileBundle: () => Promise<string | undefined>;
}

/**
 * Finds by what way connections leave this machine: what the caller says, else `HTTPS_PROXY` and
 * `AWS_CA_BUNDLE`, else the profile's `ca_bundle`. `NO_PROXY` holds in any case.
 *
 * @throws {DeadlineError} with code `ProxyError` or `CaBundleError` if one of them is of no use.
 */
export async function resolveRoute(sources: RouteSources): Promise<Route> {
  const { env } = sources;
  const proxy = proxyOf(sources);
  const bundle = sources.caBundle || readVariable(env, "AWS_CA_BUNDLE") ||
    await sources.profileBundle();
  return {
    proxy,
    isDirect: directHosts(variable(env, "NO_PROXY")),
    ca: bundle ? await readBundle(bundle, env) : undefined,
  };
}

/** The tools of the world write these variables in either way. */
function variable(env: Environment, name: string): string | undefined {
  return readVariable(env, name.toLowerCase()) ?? readVariable(env, name);
}

function proxyOf({ httpsProxy, env }: RouteSources): URL | undefined {
  const text = httpsProxy?.trim() || variable(env, "HTTPS_PROXY");
  if (!text) return undefined;
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url?.hostname && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new DeadlineError({
    operation: "ReachTheService",
    code: "ProxyError",
    // The address may hold a password.
    reason: "the address of the proxy is not like http://HOST:PORT",
    hint: hintFor("ProxyError"),
    neverLeft: true,
  });
}

async function readBundle(path: string, env: Environment): Promise<string> {
  const full = /^~(?=$|[/\\])/.test(path) ? homeDirectory(env) + path.slice(1) : path;
  const refuse = (why: string, cause?: unknown) =>
    new DeadlineError({
      operation: "ReachTheService",
      code: "CaBundleError",
      reason: `the file of trusted certificates "${path}" ${why}`,
      hint: hintFor("CaBundleError"),
      neverLeft: true,
      cause,
    });
  let text: string;
  try {
    text = await Deno.readTextFile(full);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    throw refuse(isMissing ? "is not there" : "cannot be read", error);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw refuse("holds no certificate (PEM)");
  return text;
}

/**
 * Reads `NO_PROXY`: host names that stand for their subdomains too, `*`, addresses, networks as
 * `10.0.0.0/8`, each with an optional port, separated by commas or spaces.
 */
export function directHosts(list: string | undefined): (host: string, port: number) => boolean {
  const rules = (list ?? "").toLowerCase().split(/[\s,]+/).filter((rule) => rule !== "");
  return (host, port) => {
    const name = host.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
    return rules.some((rule) => matches(rule, name, port));
  };
}

function matches(rule: string, name: string, port: number): boolean {
  if (rule === "*") return true;
  const network = /^([0-9.]+)\/([0-9]+)$/.exec(rule);
  if (network) return isWithin(name, network[1], Number(network[2]));
  const withPort = /^(\[[^\]]*\]|[^:]*):([0-9]+)$/.exec(rule);
  if (withPort && Number(withPort[2]) !== port) return false;
  const wanted = (withPort?.[1] ?? rule).replace(/^\[|\]$/g, "").replace(/^\*?\./, "");
  return name === wanted || name.endsWith(`.${wanted}`);
}

function isWithin(address: string, base: string, bits: number): boolean {
  const [one, other] = [numberOf(address), numberOf(base)];
  if (one === undefined || other === undefined || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(one / size) === Math.floor(other / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split(".").map((part) => /^[0-9]{1,3}$/.test(part) ? Number(part) : 256);
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
