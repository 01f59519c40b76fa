import type { TaskParameterValues } from "../job/task_space.ts";
import type { JobParameterValues } from "../parameters/resolve.ts";
import type { PathMappingRule } from "./path_mapping.ts";

/** What a running action has said about itself so far. */
export interface ActionUpdate {
  /** How far it is, from 0 to 100. */
  progressPercent?: number;
  /** What it is doing. */
  statusMessage?: string;
  /** Why it is about to fail. */
  failMessage?: string;
}

/** How an action ended, with the last that it said about itself. */
export interface ActionResult extends ActionUpdate {
  /** The outcome; `TIMEOUT` if it was cancelled because its time was up. */
  status: "SUCCEEDED" | "FAILED" | "CANCELED" | "TIMEOUT";
  /**
   * Exit code of the program, or the negative number of the signal that ended it. Absent if no
   * program ran.
   */
  exitCode?: number;
}

/** Options for running an action in a {@linkcode Session}. */
export interface RunOptions {
  /**
   * Signal that cancels the action in the way its template asks for. The promise does not reject:
   * it resolves once the program has ended, with the status `CANCELED`.
   */
  signal?: AbortSignal | undefined;
  /** Signal that ends the action at once, whatever its template asks for. */
  killSignal?: AbortSignal | undefined;
  /** Called when the action tells how far it is, what it does, or why it fails. */
  onUpdate?: ((update: ActionUpdate) => void) | undefined;
  /** Environment variables for this action alone. */
  variables?: Readonly<Record<string, string>> | undefined;
}

/** Options for running a task in a {@linkcode Session}. */
export interface RunTaskOptions extends RunOptions {
  /**
   * Values of the task's parameters.
   *
   * @default none
   */
  parameters?: TaskParameterValues | undefined;
}

/** Options for {@linkcode Session.open}. */
export interface SessionOptions {
  /**
   * Folder in which the working directory of the session is made.
   *
   * @default the folder for temporary files of the system
   */
  root?: string | undefined;
  /** Values of the job's parameters, as `resolveJobParameters` gives them. */
  parameters?: JobParameterValues | undefined;
  /**
   * Where the folders of the submitting workstation are on this machine; told by a function, if they
   * are in the working directory.
   */
  pathMappingRules?:
    | readonly PathMappingRule[]
    | ((workingDirectory: string) => readonly PathMappingRule[])
    | undefined;
  /**
   * Environment variables that every action sees.
   *
   * @default those of this process
   */
  variables?: Readonly<Record<string, string>> | undefined;
  /** Extensions of the specification that the job uses. */
  extensions?: readonly string[] | undefined;
  /**
   * Called with each line of the session's log, in order. The session waits for a promise that it
   * returns, and the running program with it.
   */
  onLine?: ((line: string) => void | Promise<void>) | undefined;
}
