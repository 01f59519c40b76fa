import { type AnswerFacts, call as callAws, type CallOptions } from "@deadline/client/session";
import type { Console } from "./console.ts";
import type { Diagnostics } from "./contract.ts";
import { VERSION } from "./launch.ts";
import { compact } from "./shapes/compact.ts";

/** Milliseconds that the small call may take; a page that tells of trouble must not wait for it. */
const PATIENCE = 5_000;

/** What somebody needs to know who helps from afar; no secrets. */
export async function diagnose(console: Console, call: CallOptions): Promise<Diagnostics> {
  const { launch, errors } = console;
  const [connection, trip] = await Promise.all([console.connection(), roundTrip(call)]);
  return compact({
    versions: { console: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
    paths: { data: launch.dataDir, configuration: console.selection.path },
    connection,
    ...trip,
    errors: errors.entries,
  });
}

/** How long the smallest call takes, and how far the clocks are apart. */
async function roundTrip(
  call: CallOptions,
): Promise<Pick<Diagnostics, "latencyMs" | "clockSkewMs">> {
  let trip: AnswerFacts | undefined;
  try {
    await callAws("deadline", "ListFarms", { maxResults: 1 }, {
      ...call,
      timeout: PATIENCE,
      waitForSignIn: false,
      onAnswer: (facts) => {
        trip = facts;
        call.onAnswer?.(facts);
      },
    });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (call.session?.signal.aborted) throw error;
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
