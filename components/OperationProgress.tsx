import type { JSX } from "preact";
import type { OperationResult, OperationState } from "@/server/contract.ts";
import { queryOf } from "@/client/api.ts";
import { formatElapsed } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import { cancelOperation } from "@/client/operations.ts";
import { Icon } from "./Icon.tsx";
import { OperationBars } from "./OperationBars.tsx";
import { OperationQuestion } from "./OperationQuestion.tsx";
import { WorkBar } from "./ProgressBar.tsx";
import { StatusMark } from "./StatusMark.tsx";
import type { StatusKind } from "@/client/status.ts";

const KINDS: Record<OperationState["status"], StatusKind> = {
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "canceled",
};

const EFFECTS = {
  "not sent": "No job was created.",
  applied: "The job had been created already.",
  unknown:
    "Whether the job was created is not known; Go on finds out, and never makes a second one.",
};

/** Phases with a bar of their own. */
const PHASES: Record<string, string> = {
  hashing: "Reading the files…",
  uploading: "Sending the files…",
  downloading: "Fetching the files…",
};

/** What is said of an operation that went well, where it says nothing itself. */
const DONE: Record<OperationState["kind"], string> = {
  submit: "The job was created.",
  download: "All files are there.",
  bundle: "The bundle is there.",
  "sign-in": "Signed in",
};

/** An operation under way or over; it is the server's, so a reload finds it again. */
export function OperationProgress(
  { of, dismiss, again }: {
    of: OperationState;
    dismiss: () => void;
    /** Goes on with one that was stopped or failed. */
    again?: (() => void) | undefined;
  },
): JSX.Element {
  const running = of.status === "running";
  const until = of.endedAt ? Date.parse(of.endedAt) : now.value;
  return (
    <section class="operation-progress" aria-label={of.name}>
      <header>
        <StatusMark kind={KINDS[of.status]} />
        <h2 class="cut">{of.name}</h2>
        <span class="muted number">{formatElapsed(until - Date.parse(of.startedAt))}</span>
        {again && !running && of.status !== "succeeded" && (
          <button type="button" class="button" onClick={again}>Go on</button>
        )}
        {running
          ? (
            <button type="button" class="button" onClick={() => cancelOperation(of.id)}>
              Cancel
            </button>
          )
          : (
            <button
              type="button"
              class="button quiet icon-only"
              title="Dismiss"
              onClick={dismiss}
            >
              <Icon name="close" />
              <span class="hidden-name">Dismiss</span>
            </button>
          )}
      </header>
      {running && !of.bars?.length && <WorkBar fraction={of.fraction} label={of.name} />}
      {of.bars && of.bars.length > 0 && <OperationBars bars={of.bars} />}
      <OperationQuestion of={of} />
      <p role="status">
        {wordsOf(of)}{" "}
        {of.kind === "submit" && of.result?.jobId && (
          <a class="job-link" href={linkOf(of.result)}>Open the job</a>
        )}
      </p>
      {of.problem?.hint && <p class="muted">{of.problem.hint}</p>}
      {of.log.length > 0 && (
        <details open={of.status === "failed"}>
          <summary>Log</summary>
          <ol class="mono">
            {of.log.map(({ at, text }) => <li key={`${at} ${text}`}>{text}</li>)}
          </ol>
        </details>
      )}
    </section>
  );
}

function wordsOf(of: OperationState): string {
  const { status, message, phase, effect, problem, question } = of;
  switch (status) {
    case "running":
      if (question) return "Waits for your answer.";
      // The bars say the rest.
      if (phase && of.bars?.some(({ id }) => id === phase)) return PHASES[phase] ?? `${phase}…`;
      return message ?? (phase ? `${phase}…` : "Starting…");
    case "succeeded":
      return [of.result?.summary ?? DONE[of.kind], of.result?.path && `in ${of.result.path}`]
        .filter(Boolean).join(" ");
    case "failed":
      return problem?.title ?? message ?? "It failed.";
    case "cancelled":
      return `Canceled. ${of.kind === "submit" && effect ? EFFECTS[effect] : ""}`;
  }
}

function linkOf({ farmId, queueId, jobId }: OperationResult): string {
  return `/jobs/${jobId}${queryOf({ farm: farmId, queue: queueId })}`;
}
