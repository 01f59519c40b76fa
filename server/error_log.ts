import type { Problem } from "@deadline/client/wire";
import type { Diagnostics } from "./contract.ts";
import { redact } from "./security/redact.ts";

/** The latest errors that people were shown, for the diagnostics page; the oldest make room. */
export class ErrorLog {
  readonly #limit: number;
  readonly #secrets: readonly string[];
  #entries: Diagnostics["errors"] = [];

  /** Keeps at most `limit` errors, with `secrets` taken out. */
  constructor(secrets: readonly string[] = [], limit = 50) {
    this.#secrets = secrets;
    this.#limit = limit;
  }

  /** The errors, newest first. */
  get entries(): Diagnostics["errors"] {
    return this.#entries;
  }

  /** Notes what went wrong. */
  add({ title, code, operation, requestId, awsRequestId }: Problem): void {
    const entry = {
      at: new Date().toISOString(),
      title: redact(title, this.#secrets),
      ...(code ? { code } : {}),
      ...(operation ? { operation } : {}),
      ...(requestId ? { requestId } : {}),
      ...(awsRequestId ? { awsRequestId } : {}),
    };
    this.#entries = [entry, ...this.#entries].slice(0, this.#limit);
  }
}
