import type { SubmitProgress } from "@deadline/client/bundle";
import type { OperationBar } from "./contract.ts";
import type { OperationContext } from "./operations.ts";

/** How far a submission is where no files tell. */
const FRACTIONS = {
  reading: 0.05,
  queue: 0.1,
  hashing: 0.2,
  uploading: 0.4,
  creating: 0.8,
  waiting: 0.9,
} as const;

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
    if ((phase === "hashing" || phase === "uploading") && progress.totalFiles !== undefined) {
      const { files = 0, totalFiles, bytes = 0, totalBytes = 0 } = progress;
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
      fraction: FRACTIONS[phase],
      ...(bars.length > 0 ? { bars } : {}),
    });
  }
}
