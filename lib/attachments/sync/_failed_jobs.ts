import { replaceFile } from "../../config/_replace_file.ts";
import { pythonJson } from "../python_json.ts";

/** How often a job is tried that cannot be downloaded. */
const TRIES = 5;

/** Jobs whose outputs could not be downloaded, and how often that was tried. */
export class FailedJobs {
  readonly #path: string;
  readonly #counts: Map<string, number>;

  private constructor(path: string, counts: Map<string, number>) {
    this.#path = path;
    this.#counts = counts;
  }

  /** Reads them; a file that is missing or broken has none. */
  static async read(path: string): Promise<FailedJobs> {
    const counts = new Map<string, number>();
    try {
      const value: Record<string, unknown> = JSON.parse(await Deno.readTextFile(path));
      for (const [jobId, count] of Object.entries(value)) {
        if (Number.isInteger(count)) counts.set(jobId, count as number);
      }
    } catch {
      // Then all jobs count as not tried yet.
    }
    return new FailedJobs(path, counts);
  }

  /** Those to be tried again. */
  get toRetry(): string[] {
    return [...this.#counts].filter(([, count]) => count < TRIES).map(([jobId]) => jobId);
  }

  /** Whether a job has been tried often enough. */
  isAbandoned(jobId: string): boolean {
    return (this.#counts.get(jobId) ?? 0) >= TRIES;
  }

  /** Counts a failure; tells whether it was the last try. */
  failed(jobId: string): boolean {
    const count = (this.#counts.get(jobId) ?? 0) + 1;
    this.#counts.set(jobId, count);
    return count >= TRIES;
  }

  /** Forgets a job. */
  forget(jobId: string): void {
    this.#counts.delete(jobId);
  }

  /** Writes them. */
  async save(): Promise<void> {
    await replaceFile(this.#path, pythonJson(Object.fromEntries(this.#counts)));
  }
}
