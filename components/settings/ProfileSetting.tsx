import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ProfileChoice } from "@/server/contract.ts";
import { SOURCES } from "@/client/auth_words.ts";
import { askProfiles, connection, profiles, useFacts } from "@/client/facts.ts";
import { switchTo } from "@/client/workstation.ts";
import { Picker } from "../Picker.tsx";

/** Stands for the embedded farm among the profiles. */
const LOCAL: ProfileChoice = { name: "\0local", source: "LOCAL_FARM" };

/** The AWS profile: switching it switches all below it, at once and in all tabs. */
export function ProfileSetting(): JSX.Element {
  useFacts();
  useEffect(askProfiles, []);
  const [error, setError] = useState<string>();
  const here = connection.state.value.data;
  const isLocal = here?.mode === "local";
  return (
    <div class="setting">
      <span class="setting-label">AWS profile</span>
      <Picker
        boxed
        label="AWS profile"
        current={here && (isLocal ? "Local farm" : here.profile)}
        currentId={here && (isLocal ? LOCAL.name : here.profile)}
        of={profiles}
        first={here?.hasLocalFarm ? LOCAL : undefined}
        choiceOf={(one) => ({
          id: one.name,
          name: one.source === "LOCAL_FARM" ? "Local farm" : one.name,
          note: SOURCES[one.source],
        })}
        pick={(name) => {
          setError(undefined);
          switchTo(name === LOCAL.name ? { local: true } : { profile: name }, setError);
        }}
        empty="The AWS files have no profile."
      />
      <span class="setting-origin muted">switches at once</span>
      {here?.fixedBy && here.settingsProfile && (
        <p class="help">
          The settings name the profile{" "}
          {here.settingsProfile}. The console stays with this one, since it was started with{" "}
          <code>{here.fixedBy}</code>.
        </p>
      )}
      {error && <p class="issue bad-text" role="alert">{error}</p>}
    </div>
  );
}
