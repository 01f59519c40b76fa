import type { UploadRecords } from "./_upload_records.ts";
import { Budget } from "../_budget.ts";
import type { AttachmentStore } from "../store.ts";
import { DeadlineError } from "../../errors/mod.ts";
import type { MutationOptions } from "../../session/call.ts";

/** Bytes that are held in memory at most, in all that is sent at the same time: that of ten parts. */
const MEMORY = 80 * 2 ** 20;
/** The slowest connection that is waited for, in bytes a second for each thing that is sent. */
const SLOWEST = 32 * 2 ** 10;
/** Parts sent at the same time. */
const PARTS = 10;

/** What the parts of one upload of many files share. */
export interface UploadRun {
  readonly store: AttachmentStore;
  /** Stops everything. */
  readonly signal: AbortSignal;
  /** Whether the caller stopped it: then nothing is to be gone on with. */
  readonly isCancelled: () => boolean;
  /** Keeps what is known of uploads that were not completed. */
  readonly records: UploadRecords | undefined;
  /** Options of calls that only look: when to stop, and milliseconds they may take, if that is given. */
  readonly calls: Pick<MutationOptions, "signal" | "timeout" | "onRetry">;
  /** Told that something left this machine. */
  readonly onEffect: MutationOptions["onEffect"];
  readonly memory: Budget;
  readonly parts: Budget;
  /** Memory that parts were in; another of that size takes it over, as it is given back too late. */
  readonly spare: Uint8Array<ArrayBuffer>[];
  /** Told of bytes that went through, and of those of an earlier run that need not be sent again. */
  readonly onBytes: (sent: number, resumed: number) => void;
  /**
   * Makes a call that sends so many bytes, and can be made twice without harm. It may take longer the
   * more it sends; one that takes far longer than all others is stuck, and is made again.
   */
  send<T>(
    bytes: number,
    make: (options: Omit<MutationOptions, "session">) => Promise<T>,
  ): Promise<T>;
}

/** What {@linkcode createRun} takes. */
export type UploadRunInit =
  & Pick<UploadRun, "store" | "signal" | "isCancelled" | "records" | "onBytes">
  & Pick<MutationOptions, "onEffect" | "onRetry" | "timeout">
  & { bytesPerSecond: () => number; atOnce?: number };

/** How often what is stuck is sent. */
const ATTEMPTS = 3;
/** How much longer than others a call may take. */
const PATIENCE = 20;

/** Makes what one upload of many files shares. */
export function createRun(
  { onEffect, onRetry, timeout, bytesPerSecond, atOnce = PARTS, ...init }: UploadRunInit,
): UploadRun {
  const { store: { session }, signal } = init;
  const limit = (bytes: number) => {
    if (timeout !== undefined) return timeout;
    const longest = session.timeout + 1000 * bytes / SLOWEST;
    const usual = 1000 * bytes * PARTS / (bytesPerSecond() || SLOWEST);
    return Math.min(longest, Math.max(session.timeout, PATIENCE * usual));
  };
  return {
    ...init,
    calls: { signal, timeout, onRetry },
    onEffect,
    memory: new Budget(MEMORY),
    parts: new Budget(atOnce),
    spare: [],
    async send(bytes, make) {
      for (let attempt = 1;; attempt++) {
        try {
          return await make({ signal, onEffect, onRetry, timeout: limit(bytes) });
        } catch (error) {
          const isStuck = error instanceof DeadlineError && error.code === "Timeout";
          if (!isStuck || attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}
