import { signal } from "@preact/signals";
import type { Connection, Single, WorkstationNews } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { selection } from "./choices.ts";
import { auth, connection, profiles } from "./facts.ts";
import { dismissFollowed, followed } from "./followed.ts";
import { setOverride } from "./selection.ts";
import { onTabEvent } from "./tab_stream.ts";

/** Counts up whenever the file of settings is other than before; panels use it as their `refresh`. */
export const settingsRevision = signal(0);

onTabEvent("workstation", (data) => {
  const { what, from } = data as WorkstationNews;
  if (what === "settings") {
    settingsRevision.value++;
    selection.reload();
    connection.reload();
  } else if (what === "aws") {
    auth.reload();
    profiles.reload();
  } else {
    if (from) followed.value = { of: "profile", from };
    takeUpConnection();
  }
});
// What changed while nobody listened was not told.
onTabEvent("gap", () => {
  settingsRevision.value++;
  selection.reload();
  connection.reload();
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

/** Farm and queue of one profile mean nothing under another. */
function takeUpConnection(): void {
  setOverride(undefined);
  connection.reload();
  auth.reload();
  selection.reload();
  settingsRevision.value++;
}
