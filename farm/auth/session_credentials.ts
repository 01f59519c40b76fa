import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Principal } from "./principal.ts";

/** Temporary credentials as the API's Assume operations answer them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

/** What a session token says once its seal is checked. */
export interface SessionToken {
  readonly accessKeyId: string;
  readonly expiration: number;
  readonly principal: Principal;
}

// An hour, the least that the worker agent's refresh (15 minutes before the end) is at ease with.
const LIFETIME = 60 * 60 * 1000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Makes temporary credentials whose token carries all the farm needs to check them, sealed with
 * the farm's own secret: nothing is stored, and they outlive a restart.
 */
export function issueCredentials(
  principal: Principal,
  sealingSecret: string,
  now: number,
): SessionCredentials {
  const accessKeyId = `ASIA${randomId(16)}`;
  const expiration = now + LIFETIME;
  const payload = Buffer.from(JSON.stringify({ accessKeyId, expiration, principal }))
    .toString("base64url");
  return {
    accessKeyId,
    secretAccessKey: secretOf(accessKeyId, sealingSecret),
    sessionToken: `${payload}.${seal(payload, sealingSecret)}`,
    expiration,
  };
}

/** Opens a session token; undefined if its seal is not this farm's. */
export function openSessionToken(token: string, sealingSecret: string): SessionToken | undefined {
  const dot = token.lastIndexOf(".");
  const payload = token.slice(0, dot);
  const given = Buffer.from(token.slice(dot + 1));
  const expected = Buffer.from(seal(payload, sealingSecret));
  if (dot < 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return undefined;
  }
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as SessionToken;
}

/** The secret access key that belongs to a temporary access key id. */
export function secretOf(accessKeyId: string, sealingSecret: string): string {
  return createHmac("sha256", sealingSecret).update(`secret:${accessKeyId}`).digest("base64url");
}

/** Random capital letters and digits, as access key ids are made of. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => BASE32[byte & 31]).join("");
}

function seal(payload: string, sealingSecret: string): string {
  return createHmac("sha256", sealingSecret).update(`token:${payload}`).digest("base64url");
}
