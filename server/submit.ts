import { readBundle, submitBundle } from "@deadline/client/bundle";
import { TaskError } from "@deadline/client/task";
import { basename } from "@std/path";
import type { Console } from "./console.ts";
import type { SubmitRequest } from "./contract.ts";
import type { OperationBody } from "./operations.ts";

/** How far a submission is in each phase. */
const FRACTIONS = { reading: 0.1, queue: 0.3, creating: 0.6, waiting: 0.9 } as const;

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
    { name: `Submitting ${name}`, kind: "submit" },
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
  return async ({ signal, effect, at, log }) => {
    const { jobId, message } = await submitBundle(bundle, {
      ...fields,
      farmId,
      queueId,
      cwd: bundle,
    }, {
      session,
      signal,
      onEffect: effect,
      onProgress({ phase, message }) {
        at({ phase, message, fraction: FRACTIONS[phase] });
        log(message);
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
