import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ProfileChoice } from "@/server/contract.ts";
import { SOURCES } from "@/client/auth_words.ts";
import { askProfiles, connection, profiles } from "@/client/facts.ts";
import { switchTo } from "@/client/workstation.ts";
import { Icon } from "../Icon.tsx";
import { ResourceView } from "../States.tsx";

/** What can be talked to: the embedded farm, if it runs, and the profiles of the AWS files. */
export function ProfileMenu(
  { onError }: { onError: (message: string | undefined) => void },
): JSX.Element {
  useEffect(askProfiles, []);
  const here = connection.state.value.data;
  const isLocal = here?.mode === "local";
  const choose = (target: Parameters<typeof switchTo>[0]) => {
    onError(undefined);
    switchTo(target, onError);
  };
  return (
    <section aria-labelledby="switch-profile">
      <h3 id="switch-profile">Switch profile</h3>
      <ul class="profile-list">
        {here?.hasLocalFarm && (
          <li>
            <Entry
              name="Local farm"
              note="on this computer"
              isCurrent={isLocal}
              choose={() => choose({ local: true })}
            />
          </li>
        )}
        <ResourceView
          of={profiles}
          name="List profiles"
          rows={2}
          isEmpty={(list) => list.length === 0}
          empty={
            <li class="muted">
              The AWS files have no profile. Make one with <code>aws configure sso</code>.
            </li>
          }
        >
          {(list: ProfileChoice[]) =>
            list.map(({ name, source, region }) => (
              <li key={name}>
                <Entry
                  name={name}
                  note={[SOURCES[source], region].filter(Boolean).join(" · ")}
                  isCurrent={!isLocal && here?.profile === name}
                  choose={() => choose({ profile: name })}
                />
              </li>
            ))}
        </ResourceView>
      </ul>
    </section>
  );
}

function Entry({ name, note, isCurrent, choose }: {
  name: string;
  note: string;
  isCurrent: boolean;
  choose: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="profile-entry"
      aria-current={isCurrent ? "true" : undefined}
      aria-disabled={isCurrent}
      onClick={() => isCurrent || choose()}
    >
      <span class="cut">{name}</span>
      <small class="cut muted">{note}</small>
      {isCurrent && <Icon name="check" small />}
    </button>
  );
}
