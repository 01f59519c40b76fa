import type { JSX } from "preact";
import type { AuthState } from "@/server/contract.ts";
import { commandIn, SOURCES } from "@/client/auth_words.ts";
import { CopyableId, CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";

const STATUS: Record<AuthState["status"], string> = {
  AUTHENTICATED: "Signed in",
  NEEDS_LOGIN: "Not signed in",
  CONFIGURATION_ERROR: "Not set up",
  UNREACHABLE: "Not known: AWS could not be asked",
};

/** Who the console is, for AWS: each fact by itself. */
export function AuthFacts({ of }: { of: AuthState }): JSX.Element {
  return (
    <dl class="facts">
      <dt>Profile</dt>
      <dd>{of.profile}</dd>
      <dt>Credentials</dt>
      <dd>{SOURCES[of.source]}</dd>
      <dt>Status</dt>
      <dd>{STATUS[of.status]}</dd>
      <dt>Service</dt>
      <dd>{of.apiAvailable ? "Answers" : "Does not let us in"}</dd>
      {of.region && (
        <>
          <dt>Region</dt>
          <dd>{of.region}</dd>
        </>
      )}
      {of.account && (
        <>
          <dt>Account</dt>
          <dd>
            <CopyableId id={of.account} what="account" />
          </dd>
        </>
      )}
    </dl>
  );
}

/** What is wrong, and the exact way out. */
export function AuthProblem({ of }: { of: AuthState }): JSX.Element | null {
  if (!of.message) return null;
  const command = of.status === "NEEDS_LOGIN"
    ? of.command ?? commandIn(of.hint)
    : commandIn(of.hint);
  return (
    <section class="auth-problem" aria-labelledby="auth-problem">
      <h3 id="auth-problem">
        <Icon name="warning" small /> What is wrong
      </h3>
      <p>{of.message}</p>
      {of.hint && <p class="muted">{of.hint}</p>}
      {command && <CopyButton text={command} what="command" label="Copy the command" />}
    </section>
  );
}
