import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { commandIn } from "@/client/auth_words.ts";
import { askProfiles, auth, connection, profiles } from "@/client/facts.ts";
import { switchTo } from "@/client/workstation.ts";
import { CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";

const SEEN = "first-run-seen";

/** Where there are no AWS credentials: what that means, in three lines, and the ways to go on. */
export function FirstRunBanner(): JSX.Element | null {
  const [isSeen, setSeen] = useState(true);
  const [error, setError] = useState<string>();
  useEffect(() => setSeen(localStorage.getItem(SEEN) !== null), []);
  const here = connection.state.value.data;
  const { data } = auth.state.value;
  const isLost = data?.problem === "NO_PROFILE" || data?.problem === "NO_CREDENTIALS";
  const isFirst = here?.isFirstRun === true && !isSeen;
  const isShown = isLost || isFirst;
  useEffect(() => void (isShown && askProfiles()), [isShown]);
  if (!isShown || !here) return null;
  const known = (profiles.state.value.data ?? []).filter(({ name }) => name !== data?.profile);
  const close = () => {
    localStorage.setItem(SEEN, "1");
    setSeen(true);
  };
  return (
    <section class={`banner first-run${isLost ? "" : " calm"}`} aria-label="First steps">
      {isLost && <Icon name="warning" />}
      <div>
        <p>
          {isFirst
            ? "This computer has no AWS credentials, so the console works on a farm of its own; it runs already."
            : data?.message}
        </p>
        <p>
          Jobs of the local farm run on this computer; nothing leaves it and nothing is charged.
        </p>
        <p>
          For AWS Deadline Cloud, choose a profile, or make one with <code>aws configure sso</code>
          {" "}
          or Deadline Cloud monitor; it appears here by itself.
        </p>
        {error && <p class="bad-text" role="alert">{error}</p>}
        <div class="panel-actions">
          {here.mode === "local"
            ? (
              <button type="button" class="button" onClick={close}>
                Use the local farm
              </button>
            )
            : here.hasLocalFarm && (
              <button
                type="button"
                class="button primary"
                onClick={() => switchTo({ local: true }, setError)}
              >
                Use the local farm
              </button>
            )}
          {!here.hasLocalFarm && (
            <CopyButton
              text="deno task start --local"
              what="command"
              label="Copy the command for a local farm"
            />
          )}
          {known.slice(0, 4).map(({ name }) => (
            <button
              key={name}
              type="button"
              class="button"
              onClick={() => switchTo({ profile: name }, setError)}
            >
              Use profile {name}
            </button>
          ))}
          <CopyButton
            text={commandIn(data?.hint) ?? "aws configure sso"}
            what="command"
            label="Copy the command"
          />
        </div>
      </div>
    </section>
  );
}
