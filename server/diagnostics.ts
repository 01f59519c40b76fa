import {
  type AnswerFacts,
  awsFilePaths,
  call as callAws,
  type CallOptions,
} from "@deadline/client/session";
import { authState } from "./auth.ts";
import type { Console } from "./console.ts";
import type { Diagnostics } from "./contract.ts";
import { VERSION } from "./launch.ts";
import { redact } from "./security/redact.ts";
import { compact } from "./shapes/compact.ts";

/** Milliseconds that the small call may take; a page that tells of trouble must not wait for it. */
const PATIENCE = 5_000;

/** What somebody needs to know who helps from afar; no secrets. */
export async function diagnose(console: Console, call: CallOptions): Promise<Diagnostics> {
  const { launch, errors } = console;
  const quick = { ...call, timeout: PATIENCE };
  const [connection, trip, auth, network] = await Promise.all([
    console.connection(),
    roundTrip(quick),
    authState(console, quick),
    networkOf(console),
  ]);
  const { source, status, apiAvailable, message, hint, problem } = auth;
  const aws = awsFilePaths(Deno.env);
  return compact({
    versions: {
      console: VERSION,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      TypeScript: Deno.version.typescript,
      system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    },
    paths: {
      data: launch.dataDir,
      settings: console.selection.path,
      "AWS config": aws.config,
      "AWS credentials": aws.credentials,
    },
    connection,
    auth: compact({ source, status, apiAvailable, message, hint, problem }),
    network,
    ...trip,
    errors: errors.entries,
  });
}

/** By what way AWS is reached. */
async function networkOf({ session }: Console): Promise<Record<string, string>> {
  try {
    const { proxy, ca } = await session.route();
    return {
      // Its address may hold a password.
      proxy: proxy ? `${proxy.protocol}//${proxy.host}` : "direct",
      certificates: ca === undefined ? "those of Deno" : "those of a file",
    };
  } catch (error) {
    return { problem: redact((error as Error).message) };
  }
}

/** How long the smallest call takes, and how far the clocks are apart. */
async function roundTrip(
  call: CallOptions,
): Promise<Pick<Diagnostics, "latencyMs" | "clockSkewMs">> {
  let trip: AnswerFacts | undefined;
  try {
    await callAws("deadline", "ListFarms", { maxResults: 1 }, {
      ...call,
      waitForSignIn: false,
      onAnswer: (facts) => {
        trip = facts;
        call.onAnswer?.(facts);
      },
    });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (call.session?.signal.aborted) throw error;
    // A refusal of the signature tells what time the service has.
    const { clockOff } = error as { clockOff?: number };
    if (clockOff !== undefined) return { clockSkewMs: clockOff };
  }
  if (!trip) return {};
  return compact({ latencyMs: Math.round(trip.ms), clockSkewMs: skewOf(trip, Date.now()) });
}

/**
 * The service's clock minus ours, in milliseconds; the service tells whole seconds, so what is less
 * than one, or than the way to it and back, counts as none.
 */
function skewOf({ serverTime, ms }: AnswerFacts, now: number): number | undefined {
  if (!serverTime) return undefined;
  const skew = Math.round(serverTime.getTime() + 500 - (now - ms / 2));
  return Math.abs(skew) <= 1_000 + ms ? 0 : skew;
}
