import type { DeadlineError } from "../errors/mod.ts";
import type { CallOptions } from "../session/call.ts";
import { linkSignal } from "../task/link_signal.ts";
import { listFarms } from "./farms.ts";
import type { FarmSummary } from "./shapes.ts";
import { defaultSession, type Session } from "../session/session.ts";

/** The regions that farms are looked for in unless the settings name others. */
export const DEADLINE_REGIONS: readonly string[] = [
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-central-1",
  "eu-west-1",
  "eu-west-2",
];

/** How many regions are asked at once. */
const AT_ONCE = 10;

/** What one region said. */
export interface RegionFarms {
  /** The AWS region. */
  readonly region: string;
  /** Its farms; none if it did not answer. */
  readonly farms: readonly FarmSummary[];
  /** Why it did not answer. */
  readonly error?: DeadlineError;
}

/**
 * Lists the farms of several regions, ten at once, each region when it has answered. One that fails
 * is told of in its turn and holds up none of the others. Leaving the loop stops what is in flight.
 *
 * Users of the monitor are not shown farms with a key of their own (`kmsKeyArn`) outside the region of
 * their profile: AWS Deadline Cloud does not let them in there yet.
 *
 * @throws {AggregateError} of all the errors, at the end, if every region failed.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts ignore
 * import { listFarmsInRegions } from "@deadline/client";
 *
 * for await (const { region, farms, error } of listFarmsInRegions()) {
 *   console.log(region, error?.message ?? farms.map((farm) => farm.displayName));
 * }
 * ```
 */
export async function* listFarmsInRegions(
  regions: readonly string[] = DEADLINE_REGIONS,
  options: Omit<CallOptions, "region"> = {},
): AsyncGenerator<RegionFarms, void, undefined> {
  const home = await homeRegion(options.session ?? defaultSession());
  const stop = new AbortController();
  const unlink = linkSignal(options.signal, (reason) => stop.abort(reason));
  const waiting = [...new Set(regions)];
  const running = new Map<string, Promise<RegionFarms>>();
  const errors: DeadlineError[] = [];
  let answers = 0;
  try {
    while (waiting.length + running.size > 0) {
      while (waiting.length > 0 && running.size < AT_ONCE) {
        const region = waiting.shift()!;
        running.set(region, ask(region, home, { ...options, signal: stop.signal }));
      }
      const answer = await Promise.race(running.values());
      stop.signal.throwIfAborted();
      running.delete(answer.region);
      answers++;
      if (answer.error) errors.push(answer.error);
      yield answer;
    }
    if (errors.length > 0 && errors.length === answers) {
      const message = `Cannot list the farms of any of ${answers} regions: ${errors[0].message}`;
      throw new AggregateError(errors, message);
    }
  } finally {
    stop.abort();
    unlink();
    await Promise.all(running.values());
  }
}

/** The region of a monitor's profile, where one knows it. */
async function homeRegion(session: Session): Promise<string | undefined> {
  return await session.principalId() === undefined ? undefined : await session.region();
}

/** Never rejects: what went wrong is part of the answer. */
async function ask(
  region: string,
  home: string | undefined,
  options: CallOptions,
): Promise<RegionFarms> {
  try {
    const farms = await listFarms({}, { ...options, region }).toArray();
    const isShown = ({ kmsKeyArn }: FarmSummary) => !kmsKeyArn || !home || home === region;
    return { region, farms: farms.filter(isShown) };
  } catch (error) {
    return { region, farms: [], error: error as DeadlineError };
  }
}
