import type { SubmitProgress } from "@deadline/client/bundle";
import type { OperationBar } from "./contract.ts";
import type { OperationContext } from "./operations.ts";

/** How far a submission is when each phase begins. */
const FRACTIONS = {
  reading: 0,
  queue: 0.05,
  hashing: 0.1,
  uploading: 0.3,
  creating: 0.9,
  waiting: 0.95,
} as const;

/** What hashing and uploading take of the whole. */
const SHARES: Partial<Record<SubmitProgress["phase"], number>> = { hashing: 0.2, uploading: 0.6 };

const LABELS = { hashing: "Hashing", uploading: "Upload" } as const;

/** Shows how far a submission is: a bar a stage that moves files, and a line in the log a phase. */
export class SubmitReport {
  readonly #context: Pick<OperationContext, "at" | "log">;
  readonly #bars = new Map<string, OperationBar>();
  #phase: string | undefined;

  /** Shows it with the operation. */
  constructor(context: Pick<OperationContext, "at" | "log">) {
    this.#context = context;
  }

  /** Takes the progress of the library. */
  show(progress: SubmitProgress): void {
    const { phase, message } = progress;
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#context.log(message);
    }
    const { files = 0, totalFiles = 0, bytes = 0, totalBytes = 0 } = progress;
    // A bundle may name nothing but folders for its outputs.
    if ((phase === "hashing" || phase === "uploading") && totalFiles > 0) {
      const { bytesPerSecond, secondsLeft } = progress;
      const { skippedFiles, skippedBytes } = progress as Partial<OperationBar>;
      this.#bars.set(phase, {
        id: phase,
        label: LABELS[phase],
        files,
        totalFiles,
        bytes,
        totalBytes,
        ...(skippedFiles ? { skippedFiles, skippedBytes } : {}),
        ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
        ...(secondsLeft === undefined ? {} : { secondsLeft }),
      });
    }
    const bars = [...this.#bars.values()];
    this.#context.at({
      phase,
      message,
      fraction: fractionOf(progress),
      ...(bars.length > 0 ? { bars } : {}),
    });
  }
}

function fractionOf({ phase, bytes = 0, totalBytes }: SubmitProgress): number {
  const done = totalBytes ? bytes / totalBytes : 0;
  return FRACTIONS[phase] + (SHARES[phase] ?? 0) * done;
}
