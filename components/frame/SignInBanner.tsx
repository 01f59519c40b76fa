import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatCount } from "@/words/amounts.ts";
import { commandIn } from "@/client/auth_words.ts";
import { auth } from "@/client/facts.ts";
import { startSignIn } from "@/client/operations.ts";
import { giveUpSignIn, renewSignIn, signInNeed } from "@/client/sign_in.ts";
import { CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";

/** One prompt for all that waits for a sign-in. Nothing typed is lost meanwhile. */
export function SignInBanner(): JSX.Element | null {
  const [error, setError] = useState<string>();
  const need = signInNeed.value;
  if (!need) return null;
  const { waiting, hint } = need;
  const { data } = auth.state.value;
  const command = data?.command ?? commandIn(hint);
  return (
    <div class="banner sign-in-banner" role="alert">
      <Icon name="warning" />
      <span>
        Your AWS sign-in has expired{waiting > 0 &&
          `; ${formatCount(waiting, "call")} ${waiting === 1 ? "waits" : "wait"} for a new one`}.
        {" "}
        {hint}
      </span>
      {command && <CopyButton text={command} what="command" label="Copy the command" />}
      {data?.command && (
        <button
          type="button"
          class="button primary"
          onClick={() => {
            setError(undefined);
            startSignIn(data.profile, { onError: ({ message }) => setError(message) });
          }}
        >
          Sign in
        </button>
      )}
      <button
        type="button"
        class="button"
        onClick={() => {
          setError(undefined);
          renewSignIn(setError);
        }}
      >
        I have signed in again
      </button>
      <button type="button" class="button quiet" onClick={() => giveUpSignIn(setError)}>
        Stop waiting
      </button>
      {error && <span class="bad-text">{error}</span>}
    </div>
  );
}
