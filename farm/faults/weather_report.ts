import { writeFilePrivately } from "../store/private_file.ts";
import type { FaultProxy, Sighting } from "./proxy.ts";
import type { FaultRule } from "./rules.ts";

/** What the file of a report holds, as JSON. */
export interface WeatherReport {
  /** The rules in force. */
  readonly rules: readonly FaultRule[];
  /** Why the rules that were written last are not in force. */
  readonly problem?: string;
  /** What was seen while there were rules, oldest first. */
  readonly seen: readonly Sighting[];
}

/** Where the report beside a file of rules is: `weather.json` has `weather.report.json`. */
export function weatherReportFile(file: string): string {
  return file.replace(/(\.[^./\\]*)?$/, ".report$1");
}

/**
 * Writes what a proxy does to its requests into a file, for a console to show, at most once in each
 * `interval` milliseconds and only if there is news. In calm weather there is none.
 */
export function reportWeather(
  path: string,
  proxy: Pick<FaultProxy, "rules" | "seen">,
  options: { interval?: number } = {},
): AsyncDisposable & { problem?: string | undefined } {
  let written: string | undefined;
  let frozen: readonly Sighting[] = [];
  const write = async () => {
    const { rules, seen } = proxy;
    // The last sightings of bad weather stay to be read when it is over.
    if (rules.length > 0) frozen = [...seen];
    const { problem } = report;
    const text = JSON.stringify({ rules, ...(problem ? { problem } : {}), seen: frozen });
    if (text === written) return;
    written = text;
    // A report that cannot be written is no reason to stop; the next one may be.
    await writeFilePrivately(path, text).catch(() => {});
  };
  let writing = Promise.resolve();
  const timer = setInterval(() => writing = writing.then(write), options.interval ?? 500);
  const report: AsyncDisposable & { problem?: string | undefined } = {
    problem: undefined,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await writing;
    },
  };
  return report;
}
