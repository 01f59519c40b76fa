import { computed, signal } from "@preact/signals";
import type { AuthState, SignInNeed, Single } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { auth } from "./facts.ts";
import { onTabEvent } from "./tab_stream.ts";

/** What was told since the page was loaded; before, the check of the sign-in tells. */
const told = signal<SignInNeed | undefined>(undefined);
onTabEvent("sign-in", (need) => {
  const before = told.peek()?.expired ?? false;
  told.value = need as SignInNeed;
  if (before && !told.value.expired) auth.reload();
});

/** The sign-in that calls wait for, if they do. */
export const signInNeed = computed<SignInNeed | undefined>(() => {
  const { data } = auth.state.value;
  const need = told.value ??
    (data && { expired: data.expired ?? false, waiting: data.waiting ?? 0, hint: data.hint });
  return need?.expired ? need as SignInNeed : undefined;
});

/** Says that the person has signed in again: all that waits goes on. */
export function renewSignIn(onError: (message: string) => void): void {
  tell("Go on after the sign-in", "/api/auth/renewed", onError);
}

/** Says that the person will not: all that waits ends. */
export function giveUpSignIn(onError: (message: string) => void): void {
  tell("Give up the sign-in", "/api/auth/give-up", onError);
}

function tell(name: string, path: string, onError: (message: string) => void): void {
  act<Single<AuthState>>(name, (wire) => send(path, {}, wire), {
    key: "auth.renew",
    onResult: ({ data }) => {
      told.value = undefined;
      auth.patch(() => data);
    },
    onError: ({ message }) => onError(message),
  });
}
