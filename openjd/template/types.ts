import type { JobParameterDefinition } from "../parameters/definition.ts";

/** A text that may hold references as `{{Param.Frames}}`, resolved when its scope is entered. */
export type FormatString = string;

/** A job template of `jobtemplate-2023-09`, as it stands in the document. */
export interface JobTemplate {
  /** The revision of the specification. */
  specificationVersion: "jobtemplate-2023-09";
  /** Address of a JSON schema for editors; has no meaning here. */
  $schema?: string;
  /** Extensions of the specification that the template uses. */
  extensions?: string[];
  /** Name of the job. */
  name: FormatString;
  /** What the job does, for people. */
  description?: string;
  /** What can be chosen when the job is submitted. */
  parameterDefinitions?: JobParameterDefinition[];
  /** Environments entered in each session of the job, in this order. */
  jobEnvironments?: Environment[];
  /** The steps of the job. */
  steps: StepTemplate[];
}

/** An environment template of `environment-2023-09`, as queues have them. */
export interface EnvironmentTemplate {
  /** The revision of the specification. */
  specificationVersion: "environment-2023-09";
  /** Address of a JSON schema for editors; has no meaning here. */
  $schema?: string;
  /** Extensions of the specification that the template uses. */
  extensions?: string[];
  /** Parameters that the environment adds to each job. */
  parameterDefinitions?: JobParameterDefinition[];
  /** The environment. */
  environment: Environment;
}

/** A step: a script that is run once for each task. */
export interface StepTemplate {
  /** Name of the step, unique in its job. */
  name: string;
  /** What the step does, for people. */
  description?: string;
  /** Steps that must have succeeded before this one begins. */
  dependencies?: { dependsOn: string }[];
  /** Environments entered, after those of the job, in sessions that run this step. */
  stepEnvironments?: Environment[];
  /** What a worker must have to run this step. */
  hostRequirements?: HostRequirements;
  /** What tells the tasks of the step apart; without it there is exactly one task. */
  parameterSpace?: ParameterSpaceDefinition;
  /** What a task runs. */
  script: StepScript;
}

/** What a task runs. */
export interface StepScript {
  /** The actions, by the moment at which they run. */
  actions: { onRun: Action };
  /** Files written into the session before the action runs. */
  embeddedFiles?: EmbeddedFile[];
}

/** An environment: something that is set up before tasks run and taken down after them. */
export interface Environment {
  /** Name of the environment. */
  name: string;
  /** What the environment is for. */
  description?: string;
  /** Actions that set the environment up and take it down. */
  script?: EnvironmentScript;
  /** Environment variables that are set while the environment is entered. */
  variables?: Record<string, FormatString>;
}

/** Actions of an environment and the files that they use. */
export interface EnvironmentScript {
  /** The actions, by the moment at which they run. */
  actions: { onEnter?: Action; onExit?: Action };
  /** Files written into the session before an action runs. */
  embeddedFiles?: EmbeddedFile[];
}

/** A command to run. */
export interface Action {
  /** The program: a path, or a name that is looked up in `PATH`. */
  command: FormatString;
  /** Its arguments. No shell sees them. */
  args?: FormatString[];
  /** Seconds after which the action is cancelled and counts as failed. */
  timeout?: number;
  /** How the action is cancelled. */
  cancelation?: Cancelation;
}

/** How a running action is cancelled: at once, or with a warning and time to tidy up. */
export type Cancelation =
  | { mode: "TERMINATE" }
  | {
    mode: "NOTIFY_THEN_TERMINATE";
    /**
     * Seconds between the warning and the end.
     *
     * @default {120} for a task, 30 for an environment
     */
    notifyPeriodInSeconds?: number;
  };

/** A file that travels inside the template. */
export interface EmbeddedFile {
  /** Name by which format strings refer to it, as in `{{Task.File.Name}}`. */
  name: string;
  /** Kind of content. */
  type: "TEXT";
  /** File name in the session; a random one if left out. */
  filename?: string;
  /** Whether the file may be executed. */
  runnable?: boolean;
  /** What the file holds. */
  data: FormatString;
}

/** What a worker must have. */
export interface HostRequirements {
  /** Countable things, as `amount.worker.vcpu`. */
  amounts?: { name: string; min?: number; max?: number }[];
  /** Qualities, as `attr.worker.os.family`. */
  attributes?: { name: string; anyOf?: FormatString[]; allOf?: FormatString[] }[];
}

/** Which tasks a step has. */
export interface ParameterSpaceDefinition {
  /** The task parameters. */
  taskParameterDefinitions: TaskParameterDefinition[];
  /**
   * How their values combine: `*` for every pairing, `(A, B)` for side by side.
   *
   * @default every pairing, in the order of the definitions
   */
  combination?: string;
}

/** A task parameter and the values that it takes. */
export type TaskParameterDefinition =
  | { name: string; type: "INT"; range: (number | FormatString)[] | FormatString }
  | { name: string; type: "FLOAT" | "STRING" | "PATH"; range: FormatString[] }
  | {
    name: string;
    type: "CHUNK[INT]";
    range: (number | FormatString)[] | FormatString;
    chunks: Chunks;
  };

/** How the values of a `CHUNK[INT]` parameter are put together into tasks. */
export interface Chunks {
  /** Values in one task, when nothing else is known. */
  defaultTaskCount: number | FormatString;
  /** Seconds that a task should take; 0 or none for chunks of a fixed size. */
  targetRuntimeSeconds?: number | FormatString;
  /** Whether a chunk must be an unbroken run of numbers. */
  rangeConstraint: "CONTIGUOUS" | "NONCONTIGUOUS";
}
