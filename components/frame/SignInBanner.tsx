import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatCount } from "@/client/format.ts";
import { giveUpSignIn, renewSignIn, signInNeed } from "@/client/sign_in.ts";
import { CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";

/** One prompt for all that waits for a sign-in. Nothing typed is lost meanwhile. */
export function SignInBanner(): JSX.Element | null {
  const [error, setError] = useState<string>();
  const need = signInNeed.value;
  if (!need) return null;
  const { waiting, hint } = need;
  const command = commandOf(hint);
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

/** The command that a hint names between backticks or quotes. */
function commandOf(hint: string | undefined): string | undefined {
  return /[`"“]((?:aws|deadline) [^`"”]+)[`"”]/.exec(hint ?? "")?.[1];
}
