import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { AuthState } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { auth, useFacts } from "@/client/facts.ts";
import { useDismiss } from "@/client/layer.ts";
import type { StatusKind } from "@/client/status.ts";
import { StatusMark } from "@/components/StatusMark.tsx";
import { ResourceView } from "@/components/States.tsx";

const SOURCES: Record<AuthState["source"], string> = {
  LOCAL_FARM: "local",
  HOST_PROVIDED: "host credentials",
  DEADLINE_CLOUD_MONITOR_LOGIN: "monitor login",
  AWS_CONSOLE_LOGIN: "console login",
  NOT_VALID: "no credentials",
};

/** Who the console is signed in as, in two words; opens the facts and what to do. */
export default function SignIn(): JSX.Element {
  useFacts();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  const { data, error } = auth.state.value;
  const [kind, words] = summary(data, error !== undefined);
  return (
    <div class="tray" ref={root}>
      <button
        type="button"
        class="chip"
        aria-expanded={open}
        aria-label={`Sign-in: ${words}`}
        onClick={() => setOpen(!open)}
      >
        <StatusMark kind={kind} />
        <span class="chip-text">{words}</span>
      </button>
      {open && (
        <div class="tray-panel">
          <ResourceView of={auth} name="Checking the sign-in" rows={2}>
            {(state) => <AuthFacts of={state} />}
          </ResourceView>
          <div class="panel-actions">
            <button type="button" class="button" onClick={() => auth.reload()}>Check again</button>
            <button type="button" class="button" onClick={signOut}>Sign this browser out</button>
          </div>
        </div>
      )}
    </div>
  );
}

/** The console forgets this browser; the link of a new start lets it in again. */
function signOut(): void {
  act("Sign this browser out", (wire) => send("/api/sign-out", {}, wire), {
    onResult: () => location.reload(),
  });
}

function AuthFacts({ of }: { of: AuthState }): JSX.Element {
  return (
    <>
      <dl class="facts">
        <dt>Credentials</dt>
        <dd>{SOURCES[of.source]}</dd>
        <dt>Signed in</dt>
        <dd>{of.status === "AUTHENTICATED" ? "Yes" : "No"}</dd>
        <dt>Service</dt>
        <dd>{of.apiAvailable ? "Answers" : "Does not answer"}</dd>
        {of.account && (
          <>
            <dt>Account</dt>
            <dd>{of.account}</dd>
          </>
        )}
      </dl>
      {of.message && <p class="bad-text">{of.message}</p>}
      {of.hint && <p class="muted">{of.hint}</p>}
    </>
  );
}

function summary(state: AuthState | undefined, failed: boolean): [StatusKind, string] {
  if (!state) return failed ? ["failed", "unknown"] : ["waiting", "checking"];
  const source = SOURCES[state.source];
  if (state.status === "NEEDS_LOGIN") return ["suspended", `${source} · sign in`];
  if (state.status === "CONFIGURATION_ERROR") return ["failed", `${source} · not set up`];
  return state.apiAvailable
    ? ["succeeded", `${source} · ready`]
    : ["failed", `${source} · no answer`];
}
