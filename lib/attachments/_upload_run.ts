import type { UploadRecords } from "./_upload_records.ts";
import { Budget } from "./_budget.ts";
import type { AttachmentStore } from "./store.ts";
import type { MutationOptions } from "../session/call.ts";

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
  readonly memory: Budget;
  readonly parts: Budget;
  /** Memory that parts were in; another of that size takes it over, as it is given back too late. */
  readonly spare: Uint8Array<ArrayBuffer>[];
  /** Told of bytes that went through, and of those of an earlier run that need not be sent again. */
  readonly onBytes: (sent: number, resumed: number) => void;
  /** The options of a call that sends so many bytes. */
  sending(bytes: number): Omit<MutationOptions, "session">;
}

/** What {@linkcode createRun} takes. */
export type UploadRunInit =
  & Pick<UploadRun, "store" | "signal" | "isCancelled" | "records" | "onBytes">
  & Pick<MutationOptions, "onEffect" | "onRetry">;

/** Makes what one upload of many files shares. */
export function createRun({ onEffect, onRetry, ...init }: UploadRunInit): UploadRun {
  const { store: { session }, signal } = init;
  return {
    ...init,
    memory: new Budget(MEMORY),
    parts: new Budget(PARTS),
    spare: [],
    sending: (bytes) => ({
      signal,
      onEffect,
      onRetry,
      timeout: session.timeout + 1000 * bytes / SLOWEST,
    }),
  };
}
