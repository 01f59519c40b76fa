import type { JSX } from "preact";
import { announcement } from "@/client/announce.ts";
import { saveError, saveView } from "@/client/choices.ts";
import { serverAway } from "@/client/connectivity.ts";
import { FirstRunBanner } from "@/components/frame/FirstRunBanner.tsx";
import { FollowedBanner } from "@/components/frame/FollowedBanner.tsx";
import { SignInBanner } from "@/components/frame/SignInBanner.tsx";
import { Icon } from "@/components/Icon.tsx";

/** What concerns the whole page: the server is away, a choice was not saved; and the live region. */
export default function Notices(): JSX.Element {
  return (
    <>
      <SignInBanner />
      <FirstRunBanner />
      <FollowedBanner />
      {serverAway.value && (
        <div class="banner" role="status">
          <Icon name="warning" />
          The console's server does not answer. What you see stays; the page goes on by itself when
          it is back.
        </div>
      )}
      {saveError.value && (
        <div class="banner" role="status">
          <Icon name="warning" />
          <span class="cut">
            Your choice holds in this tab but could not be saved: {saveError.value.message}
          </span>
          <button type="button" class="link" onClick={saveView}>Save again</button>
        </div>
      )}
      <div class="hidden-name" role="status" aria-live="polite">{announcement.value}</div>
    </>
  );
}
