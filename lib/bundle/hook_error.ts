import type { HookMoment } from "./hooks_file.ts";

/** Thrown when a hook cannot run, fails or says what cannot be used. Nothing was submitted then. */
export class HookError extends Error {
  /** When the hook ran. */
  readonly moment: HookMoment;
  /** The program with its arguments. */
  readonly command: string;
  /** How it ended, if it did by itself. */
  readonly exitCode: number | undefined;
  /** What it wrote to its standard output. */
  readonly output: string;

  /** Makes the error; the message names the hook. */
  constructor(
    hook: { moment: HookMoment; command: string },
    reason: string,
    options: ErrorOptions & { exitCode?: number; output?: string } = {},
  ) {
    const { exitCode, output = "", ...rest } = options;
    super(`Cannot run the ${hook.moment} hook "${hook.command}": ${reason}`, rest);
    this.name = "HookError";
    this.moment = hook.moment;
    this.command = hook.command;
    this.exitCode = exitCode;
    this.output = output;
  }
}
