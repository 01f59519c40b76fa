import { waitForCreation } from "@deadline/client/bundle";
import type { Session, UnknownChange } from "@deadline/client/session";
import { type Effect, Stopped, TaskError } from "@deadline/client/task";
import type { OperationContext } from "./operations.ts";

/** Milliseconds to find out whether a job was made when its submission was cut off. */
const FIND_OUT = 10_000;

/** How what was found out is said. */
const VERDICTS = {
  applied: "The job was made: ",
  "not sent": "The job was not made",
  unknown: "It is not known whether the job was made",
} as const;

/** A run of the submission, and who calls. */
interface Run {
  readonly context: OperationContext;
  readonly session: Session;
  readonly farmId: string;
  readonly queueId: string;
}

/**
 * What the runs of one submission know of the job that they may have made, so that however often it is
 * started again there is never a second one.
 */
export class SubmittedJob {
  #cutOff: UnknownChange | undefined;
  #jobId: string | undefined;

  /** Notes that the job is there. */
  isMade(jobId: string): void {
    this.#jobId = jobId;
    this.#cutOff = undefined;
  }

  /** Notes that there is no job after all, so that the next run begins anew. */
  isNotMade(): void {
    this.#jobId = this.#cutOff = undefined;
  }

  /** Keeps the call that was cut off, and looks at once what became of it; the run itself is over. */
  wasCutOff(cutOff: UnknownChange, { context, session, farmId, queueId }: Run): void {
    this.#cutOff = cutOff;
    const { learn } = context;
    context.log("The request had left when it was stopped; looking whether the job was made");
    cutOff.check({ session, timeout: FIND_OUT }).then(
      ({ effect, checked, jobId }) => {
        const text = `${VERDICTS[effect]}${jobId ?? ""} (${checked})`;
        // What was not found yet may still be on its way: only a job that is there is for sure.
        if (effect !== "applied" || !jobId) return learn(text);
        if (this.#cutOff === cutOff) this.isMade(jobId);
        learn(text, { effect, result: { farmId, queueId, jobId } });
      },
      (error: Error) => learn(`${VERDICTS.unknown}: ${error.message}`),
    );
  }

  /**
   * Finishes what an earlier run began: looks whether it made the job, and if it did not, sends the same
   * request again under the same token. Gives the id of the job once the service has made it; undefined
   * if no earlier run came so far.
   *
   * @throws {TaskError} if it cannot be known whether there is a job, or the service made none.
   * @throws The signal's reason, untouched, if it aborts.
   */
  async finish(run: Run): Promise<string | undefined> {
    const { context, session, farmId, queueId } = run;
    const wasThere = this.#jobId;
    if (!wasThere && !this.#cutOff) return undefined;
    const jobId = wasThere ?? await this.#look(run) ?? await this.#sendAgain(run);
    context.effect("applied");
    context.at({ phase: "waiting", message: `Waiting for ${jobId}`, fraction: 0.9 });
    const calls = { ...context.call, session };
    const { message } = await waitForCreation({ farmId, queueId, jobId }, calls);
    context.log(message);
    return jobId;
  }

  async #look({ context, session }: Run): Promise<string | undefined> {
    const { signal, log, effect, at, call } = context;
    effect("unknown");
    at({ phase: "creating", message: "Looking whether the job was made before", fraction: 0.7 });
    const { effect: found, checked, jobId } = await this.#cutOff!.check({ ...call, session })
      .catch((error) => {
        if (signal.aborted || error instanceof Stopped) throw error;
        throw cannotTell(`the queue could not be asked: ${error.message}`, error);
      });
    log(`${VERDICTS[found]}${jobId ?? ""} (${checked})`);
    if (found === "unknown") throw cannotTell(checked);
    if (jobId) this.isMade(jobId);
    return jobId;
  }

  async #sendAgain({ context, session }: Run): Promise<string> {
    const { signal, effect, log, at, call } = context;
    log("Sending the same request again");
    at({ phase: "creating", message: "Creating the job", fraction: 0.8 });
    let now = "unknown" as Effect;
    const onEffect = (next: Effect) => effect(now = next);
    try {
      const { jobId } = await this.#cutOff!.resend({ ...call, session, onEffect });
      this.isMade(jobId!);
      return jobId!;
    } catch (error) {
      const refused = now === "not sent" && !signal.aborted && !(error as TaskError).retryable;
      if (refused) this.isNotMade();
      throw error;
    }
  }
}

function cannotTell(why: string, cause?: Error): TaskError {
  return new TaskError(`It cannot be known whether the job was made: ${why}`, {
    operation: "CreateJob",
    code: "EffectUnknown",
    retryable: true,
    hint: "Look at the job list. Retry looks again, and sends nothing while this is not known.",
    cause,
  });
}
