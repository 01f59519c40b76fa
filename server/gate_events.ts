import type { CredentialGate } from "@deadline/client/session";
import { linkSignal } from "@deadline/client/task";
import type { SignInNeed } from "./contract.ts";
import type { ServerEvent } from "./sse.ts";
import { compact } from "./shapes/compact.ts";

/** Whether calls wait for somebody to sign in to AWS again. */
export function signInNeed({ closed, waiting, cause }: CredentialGate): SignInNeed {
  return compact({ expired: closed, waiting, hint: cause?.hint });
}

/**
 * Tells by events whether calls wait for a sign-in: at first only if they do, then at every change. Of
 * several changes at once only the last is told.
 */
export async function* gateEvents(
  gate: CredentialGate,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const unlinks = [gate.subscribe(wake), linkSignal(signal, wake)];
  try {
    for (let tell = gate.closed; !signal.aborted; tell = true) {
      if (tell) yield { event: "sign-in", data: signInNeed(gate) };
      await changed.promise;
      changed = Promise.withResolvers();
    }
  } finally {
    for (const unlink of unlinks) unlink();
  }
}
