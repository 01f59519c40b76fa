import { signal } from "@preact/signals";
import { requestJson } from "@deadline/client/wire";
import { scope } from "./scope.ts";

/** Whether the console's own server is known to be out of reach. */
export const serverAway = signal(false);

/** Counts how often it came back. What failed meanwhile watches this and asks again. */
export const comebacks = signal(0);

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

/** Told of every failed task; starts looking for the server when it is gone. */
export function noticeFailure(error: { code: string }): void {
  if (error.code !== "NetworkError" || serverAway.value) return;
  serverAway.value = true;
  look(FIRST_WAIT);
}

function look(wait: number): void {
  setTimeout(() => {
    if (scope.closed) return;
    scope.start("Look for the server", ({ signal }) => requestJson("/api/connection", { signal }), {
      key: "stream.comeback",
      timeout: LONGEST_WAIT,
      onSettled: (outcome) => {
        // Any answer, also a refusal, means that it is there again.
        if (outcome.status === "failed" && outcome.error.code !== "NetworkError") return back();
        if (outcome.status === "succeeded") return back();
        look(Math.min(LONGEST_WAIT, wait * 2));
      },
    });
  }, wait);
}

function back(): void {
  serverAway.value = false;
  comebacks.value++;
}
