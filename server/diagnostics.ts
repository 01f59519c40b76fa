import { call as callAws, type CallOptions } from "@deadline/client/session";
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

/** How long the smallest call takes. */
async function roundTrip(call: CallOptions): Promise<Pick<Diagnostics, "latencyMs">> {
  const started = performance.now();
  try {
    await callAws("deadline", "ListFarms", { maxResults: 1 }, { ...call, timeout: PATIENCE });
    return { latencyMs: Math.round(performance.now() - started) };
  } catch (error) {
    call.signal?.throwIfAborted();
    if (call.session?.signal.aborted) throw error;
    return {};
  }
}
