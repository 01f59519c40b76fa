import type { ActionResult, ActionUpdate } from "@deadline/openjd/session";
import type { Report } from "./reports.ts";

type Outcome = NonNullable<Report["completedStatus"]>;

/** Most characters of a message that the service takes. */
const LONGEST_MESSAGE = 4096;

/** The status that the service knows for the end of an action. */
export function outcomeOf({ status }: ActionResult): Outcome {
  return status === "TIMEOUT" ? "FAILED" : status;
}

/** What to say about how an action ended, if it said nothing itself. */
export function explain(result: ActionResult): ActionUpdate {
  if (result.status !== "TIMEOUT" || result.failMessage) return result;
  return { ...result, failMessage: "The time limit of the action was reached" };
}

/** Progress and message as they are reported; why it fails goes before what it does. */
export function progressOf(
  { progressPercent, statusMessage, failMessage }: ActionUpdate,
): Pick<Report, "progressPercent" | "progressMessage"> {
  const progressMessage = (failMessage ?? statusMessage)?.slice(0, LONGEST_MESSAGE);
  return {
    ...(progressPercent !== undefined && { progressPercent }),
    ...(progressMessage && { progressMessage }),
  };
}
