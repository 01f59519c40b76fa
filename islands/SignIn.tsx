import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AuthState, Single } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { authSummary } from "@/client/auth_words.ts";
import { auth, useFacts } from "@/client/facts.ts";
import { operations as known, startSignIn } from "@/client/operations.ts";
import { HeaderChip } from "@/components/frame/HeaderChip.tsx";
import { AuthFacts, AuthProblem } from "@/components/sign_in/AuthFacts.tsx";
import { ProfileMenu } from "@/components/sign_in/ProfileMenu.tsx";
import { SignInProgress } from "@/components/sign_in/SignInProgress.tsx";
import { ResourceView } from "@/components/States.tsx";

/** Who the console is signed in as, in two words; opens the facts, what is wrong, and what to do. */
export default function SignIn(): JSX.Element {
  useFacts();
  const operations = known.value;
  const [error, setError] = useState<string>();
  const { data, error: failure, waiting } = auth.state.value;
  const [kind, words] = authSummary(data, failure !== undefined);
  const signingIn = operations.find((one) => one.kind === "sign-in" && one.status === "running");
  const failed = operations.find((one) => one.kind === "sign-in");
  return (
    <HeaderChip
      kind={signingIn ? "running" : kind}
      words={signingIn ? "signing in" : words}
      label={`Sign-in: ${signingIn ? "signing in" : words}`}
      panel={() => (
        <div class="tray-panel auth-panel" role="region" aria-label="Sign-in">
          <ResourceView of={auth} name="Checking the sign-in" rows={4}>
            {(state) => (
              <>
                <AuthFacts of={state} />
                {signingIn ? <SignInProgress of={signingIn} /> : <AuthProblem of={state} />}
              </>
            )}
          </ResourceView>
          {!signingIn && failed?.status === "failed" && data?.status === "NEEDS_LOGIN" && (
            <p class="bad-text" role="alert">
              {failed.problem?.title} {failed.problem?.hint}
            </p>
          )}
          <div class="panel-actions">
            {data?.command && !signingIn && (
              data.status === "AUTHENTICATED"
                ? <Action name="Sign out" run={() => signOutOfAws(setError)} />
                : (
                  <Action
                    primary
                    name="Sign in"
                    run={() => startSignIn(data.profile, { onError: (e) => setError(e.message) })}
                  />
                )
            )}
            <Action
              name={waiting === "no" ? "Refresh" : "Checking…"}
              run={() => auth.reload()}
            />
          </div>
          {error && <p class="bad-text" role="alert">{error}</p>}
          <ProfileMenu onError={setError} />
          <div class="panel-actions">
            <button type="button" class="link" onClick={signOutOfConsole}>
              Sign this browser out of the console
            </button>
          </div>
        </div>
      )}
    />
  );
}

function Action(
  { name, run, primary }: { name: string; run: () => void; primary?: boolean },
): JSX.Element {
  return (
    <button type="button" class={primary ? "button primary" : "button"} onClick={run}>
      {name}
    </button>
  );
}

function signOutOfAws(onError: (message: string | undefined) => void): void {
  onError(undefined);
  act<Single<AuthState>>("Sign out", (wire) => send("/api/auth/sign-out", {}, wire), {
    key: "auth.sign-out",
    onResult: ({ data }) => auth.patch(() => data),
    onError: ({ message, hint }) => onError(hint ? `${message}. ${hint}` : message),
  });
}

/** The console forgets this browser; the link of a new start lets it in again. */
function signOutOfConsole(): void {
  act("Sign this browser out", (wire) => send("/api/sign-out", {}, wire), {
    onResult: () => location.reload(),
  });
}
