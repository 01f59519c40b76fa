import { signal } from "@preact/signals";
import { requestJson } from "@deadline/client/wire";
import { scope } from "./scope.ts";

/** Whether the console's own server is known to be out of reach. */
export const serverAway = signal(false);

/** Counts how often it came back. What failed meanwhile watches this and asks again. */
export const comebacks = signal(0);

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;
const KEY = "stream.comeback";

/** Told of every failed task; starts looking for the server when it is gone. */
export function noticeFailure(error: { code: string }): void {
  if (error.code !== "NetworkError" || serverAway.value) return;
  serverAway.value = true;
  setTimeout(look, FIRST_WAIT, FIRST_WAIT);
}

/** Finds out whether the server is there, when something else hints that it is not. */
export function checkServer(): void {
  if (!serverAway.value && !scope.isLoading(KEY)) look(FIRST_WAIT);
}

function look(wait: number): void {
  if (scope.closed) return;
  scope.start("Look for the server", ({ signal }) => requestJson("/api/connection", { signal }), {
    key: KEY,
    timeout: LONGEST_WAIT,
    onSettled: (outcome) => {
      const refused = outcome.status === "failed" && outcome.error.code !== "NetworkError";
      // Any answer, also a refusal, means that it is there.
      if (refused || outcome.status === "succeeded") return back();
      if (outcome.status === "cancelled") return;
      serverAway.value = true;
      setTimeout(look, wait, Math.min(LONGEST_WAIT, wait * 2));
    },
  });
}

function back(): void {
  if (!serverAway.value) return;
  serverAway.value = false;
  comebacks.value++;
}
