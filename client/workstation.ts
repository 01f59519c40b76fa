import { signal } from "@preact/signals";
import type { Connection, Single, WorkstationNews } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { farms, queues, selection } from "./choices.ts";
import { auth, connection, profiles } from "./facts.ts";
import { dismissFollowed, followed } from "./followed.ts";
import { onTabEvent } from "./tab_stream.ts";

/** Counts up whenever the file of settings is other than before; panels use it as their `refresh`. */
export const settingsRevision = signal(0);

onTabEvent("workstation", (data) => {
  const { what, from } = data as WorkstationNews;
  if (what === "settings") {
    readAgain();
    listAgain();
  } else if (what === "aws") {
    auth.reload();
    profiles.reload();
  } else {
    if (from) followed.value = { of: "profile", from };
    takeUpConnection();
  }
});
// What changed while nobody listened was not told: before the page heard anything, and from when it
// looked at another queue until it heard of that.
onTabEvent("open", readAgain);
onTabEvent("gap", () => {
  listAgain();
  auth.reload();
});

/** What is chosen to be talked to: a profile of the AWS files, or the embedded farm. */
export type Target = { profile: string } | { local: true };

/** Talks to something else from now on, in all tabs. */
export function switchTo(target: Target, onError: (message: string) => void): void {
  act<Single<Connection>>(
    "local" in target ? "Switch to the local farm" : "Switch the profile",
    (wire) => send("/api/profile", target, wire),
    {
      key: "profile.switch",
      target: "local" in target ? "Local farm" : target.profile,
      onResult: () => {
        dismissFollowed();
        takeUpConnection();
      },
      onError: ({ message, hint }) => onError(hint ? `${message}. ${hint}` : message),
    },
  );
}

/** Everything that is asked under the profile follows once the selection names another. */
function takeUpConnection(): void {
  connection.reload();
  auth.reload();
  selection.reload();
}

/** What the server knows by itself. */
function readAgain(): void {
  settingsRevision.value++;
  selection.reload();
  connection.reload();
}

/** Which there are may depend on any setting, and what was chosen elsewhere may be new. */
function listAgain(): void {
  farms.reload();
  queues.reload();
}
