import { readBundle, submitBundle, type SubmitProgress } from "@deadline/client/bundle";
import { TaskError } from "@deadline/client/task";
import { basename } from "@std/path";
import type { Console } from "./console.ts";
import type { SubmitRequest } from "./contract.ts";
import { equivalents } from "./equivalent.ts";
import type { OperationBody } from "./operations.ts";
import { submitAsked } from "./submit_asked.ts";

/** How far a submission is when each phase begins. */
const FRACTIONS: Record<SubmitProgress["phase"], number> = {
  reading: 0,
  queue: 0.05,
  hashing: 0.1,
  uploading: 0.3,
  creating: 0.9,
  waiting: 0.95,
};
/** What hashing and uploading take of the whole. */
const SHARES: { [phase in SubmitProgress["phase"]]?: number } = { hashing: 0.2, uploading: 0.6 };

/** Milliseconds to find out whether a job was made when its submission was cut off. */
const FIND_OUT = 10_000;

/** How what was found out is said. */
const VERDICTS = {
  applied: "The job was made: ",
  "not sent": "The job was not made",
  unknown: "It is not known whether the job was made",
} as const;

/**
 * Starts submitting a bundle and gives the id of the operation.
 *
 * @throws {TaskError} if the request cannot be used, or the bundle is not below an allowed folder.
 */
export async function startSubmit(console: Console, request: SubmitRequest): Promise<string> {
  checkRequest(request);
  const bundle = await console.roots.resolve(request.bundle);
  const name = request.name || await jobNameOf(bundle) || basename(bundle);
  return console.operations.start(
    { name: `Submitting ${name}`, kind: "submit", meta: equivalents(submitAsked(request)) },
    submission(console, bundle, request),
  );
}

/** The name that the template gives its jobs; what is wrong with it, the submission itself tells. */
async function jobNameOf(bundle: string): Promise<string | undefined> {
  const read = await readBundle(bundle, { cwd: bundle }).catch(() => undefined);
  const name = read?.template.name;
  // What is filled in by parameters is known only to the submission.
  return name?.includes("{{") ? undefined : name;
}

function submission(console: Console, bundle: string, request: SubmitRequest): OperationBody {
  const { session, recent } = console;
  const { farmId, queueId, bundle: _, ...fields } = request;
  return async ({ call, effect, at, log }) => {
    let last: SubmitProgress["phase"] | undefined;
    const { jobId, message } = await submitBundle(bundle, {
      ...fields,
      farmId,
      queueId,
      cwd: bundle,
    }, {
      ...call,
      session,
      onEffect: effect,
      onProgress(progress) {
        const { phase, message } = progress;
        at({ phase, message, fraction: fractionOf(progress) });
        if (phase !== last) log(message);
        last = phase;
      },
      onUnknown(cutOff) {
        log("The request had left when it was stopped; looking whether the job was made");
        cutOff.check({ session, timeout: FIND_OUT }).then(
          ({ effect, checked, jobId }) => log(`${VERDICTS[effect]}${jobId ?? ""} (${checked})`),
          (error) => log(`It is not known whether the job was made: ${error.message}`),
        );
      },
    });
    log(message);
    await recent.add(bundle);
    return { farmId, queueId, jobId };
  };
}

function fractionOf({ phase, bytes = 0, totalBytes = 0 }: SubmitProgress): number {
  return FRACTIONS[phase] + (SHARES[phase] ?? 0) * (totalBytes > 0 ? bytes / totalBytes : 0);
}

function checkRequest({ farmId, queueId, bundle, parameters }: SubmitRequest): void {
  const texts = [farmId, queueId, bundle].every((each) => typeof each === "string" && each !== "");
  const values = typeof parameters === "object" && parameters !== null &&
    Object.values(parameters).every((value) => typeof value === "string");
  if (texts && values) return;
  throw new TaskError("A submission needs farmId, queueId, bundle and parameters as text", {
    code: "BadRequest",
    status: 400,
  });
}
