/**
 * What passes between the islands and the routes under `/api`. Types only, so that an island may
 * import it; the routes are checked against the same types.
 *
 * Reads are GET. Lists (marked `*`) are NDJSON: lines of {@linkcode ListLine}. Single things (marked
 * `1`) are JSON {@linkcode Single}. Everything that changes something is POST (or DELETE) with JSON.
 * Each request carries `X-Request-Id` and `X-Lineage`; errors are problem+json.
 *
 * | route | gives |
 * |---|---|
 * | GET  /api/connection                                   | 1 Connection |
 * | GET  /api/auth                                         | 1 AuthState |
 * | POST /api/auth/renewed {}                              | 1 AuthState: somebody has signed in to AWS again, and the calls that wait go on |
 * | POST /api/auth/give-up {}                              | 1 AuthState: nobody will; the calls that wait end with reason `expired` |
 * | POST /api/auth/sign-in {}                              | 1 { id } (202) of an operation that signs in to the profile and waits until AWS can be called |
 * | POST /api/auth/sign-out {}                             | 1 AuthState: signed out of the AWS profile |
 * | GET  /api/profiles                                     | 1 ProfileChoice[] |
 * | POST /api/profile {profile} or {local: true}           | 1 Connection: what is talked to from now on |
 * | GET  /api/selection                                    | 1 Selection |
 * | POST /api/selection  {farmId?, queueId?}               | 1 Selection (saved; changing the farm clears the queue) |
 * | GET  /api/settings?farm=&queue=                        | 1 SettingValue[] as they hold for that farm and queue, or for what is selected |
 * | POST /api/settings   {changes: SettingChange[]}        | 1 SettingValue[]: all of them, or none if one is not allowed (400) or others changed it (409) |
 * | GET  /api/farms                                        | * Farm |
 * | GET  /api/farms/F/queues                               | * Queue |
 * | GET  /api/farms/F/queues/Q/parameters                  | 1 ParameterField[] of the queue environments |
 * | GET  /api/farms/F/queues/Q/storage-profiles            | 1 StorageProfile[] that jobs of the queue may name, for this computer's system |
 * | POST /api/farms/F/queues/Q/assets AssetsRequest        | 1 AssetListing: what a submission would send along; nothing is hashed |
 * | GET  /api/farms/F/queues/Q/bundles?folder=             | 1 SharedBundle[]: those that are shared on the queue, hidden ones included |
 * | POST /api/farms/F/queues/Q/bundles/hide {name, hidden} | 1 { hidden }: on this workstation alone |
 * | POST /api/farms/F/queues/Q/equivalents SubmitRequest   | 1 SubmitEquivalents |
 * | GET  /api/farms/F/fleets                               | * Fleet |
 * | GET  /api/farms/F/workers?fleetId=                     | * Worker (all fleets of the farm, or one) |
 * | GET  /api/farms/F/queues/Q/jobs?text&status&sort&order&offset&limit | * Job; meta.total = matches |
 * | GET  /api/farms/F/queues/Q/job-counts                  | 1 JobCounts |
 * | GET  /api/farms/F/queues/Q/jobs/J                      | 1 JobDetail |
 * | GET  /api/farms/F/queues/Q/jobs/J/steps                | * Step |
 * | GET  /api/farms/F/queues/Q/jobs/J/steps/S/tasks        | * JobTask |
 * | GET  /api/farms/F/queues/Q/jobs/J/sessions             | * JobSession |
 * | GET  /api/farms/F/queues/Q/jobs/J/sessions/X/actions   | * SessionAction |
 * | GET  /api/farms/F/queues/Q/jobs/J/files?kind=inputs|outputs&step=&task= | * JobFileGroup |
 * | GET  /api/farms/F/queues/Q/jobs/J/zip?kind=&step=&task=&include=  | the same files as a zip file, streamed; `include` may come several times |
 * | GET  /api/farms/F/queues/Q/attachments/HASH?size=&name=&download= | a file of the queue's store, to look at or, with `download`, to save; never run; `Range` is understood |
 * | GET  /api/farms/F/queues/Q/sessions/X/log?after=&follow=1&job=J | * LogLine; with follow=1 and its job the stream stays open until the session ends |
 * | POST /api/farms/F/queues/Q/jobs/update {jobIds, change: JobChange} | * JobChangeResult, one a job as each is done |
 * | POST /api/farms/F/queues/Q/jobs/J/tasks/update {stepId, taskIds, status} | * JobChangeResult |
 * | GET  /api/bundles?source=samples|folder|recent&path=   | 1 BundleListing |
 * | GET  /api/bundle?path=                                 | 1 BundleDetail |
 * | POST /api/bundle/save {request, path}                  | 1 { path }: what a SubmitRequest would submit, as a bundle in a new folder |
 * | POST /api/dropped {name}                               | 1 { id, path } (201): a bundle that was dropped on the page |
 * | POST /api/dropped/ID {path, offset, data}              | 1 { added }: a part of one of its files, in base64 |
 * | DELETE /api/dropped/ID                                 | 1 { dropped }: it is given up |
 * | GET  /api/roots                                        | 1 string[] the folders that may be browsed |
 * | POST /api/roots {path}  / DELETE /api/roots {path}     | 1 string[] |
 * | GET  /api/files?path=                                  | 1 FileListing: what is in a folder below an allowed one; without a path those folders |
 * | POST /api/files/folder {path}                          | 1 FileEntry: a new folder below an allowed one |
 * | GET  /api/operations                                   | 1 OperationState[] |
 * | POST /api/operations/submit  SubmitRequest             | 1 { id } (202) |
 * | POST /api/operations/download DownloadRequest          | 1 { id } (202) |
 * | POST /api/operations/fetch-bundle {farmId, queueId, name} | 1 { id } (202): a shared bundle comes to this computer; result.path |
 * | POST /api/operations/share-bundle {request, share}     | 1 { id } (202): what a SubmitRequest would submit is shared on its queue under that name |
 * | POST /api/operations/ID/retry {}                       | 1 { id } (202): the same again with the same input, after it ended |
 * | DELETE /api/operations/ID                              | 1 OperationState (cancelled) |
 * | POST /api/operations/ID/answer {question, choice}      | 1 OperationState: the answer to the question that it waits with |
 * | GET  /api/events?farm=F&queue=Q                        | SSE, see {@linkcode TabEvents} |
 * | GET  /api/weather                                      | 1 Weather, with the embedded farm alone |
 * | POST /api/weather    {text}                            | 1 Weather: other rules are in force within a quarter of a second |
 * | DELETE /api/requests/REQUEST?reason=                   | 1 { stopped }: its caller has left; sent by the wire itself when a change is given up |
 * | POST /api/requests/REQUEST {}                          | 1 { retried }: "Retry now", for a request whose RetryState was told |
 * | GET  /api/diagnostics                                  | 1 Diagnostics |
 * | POST /api/sign-out                                     | 1 { signedOut: true } the cookie is forgotten; a new start makes a new link |
 *
 * @module
 */
import type { CredentialsSource } from "@deadline/client/session";
import type { CallMeta } from "@deadline/client/wire";

/** The answer of a route that gives one thing. */
export interface Single<T> {
  data: T;
  meta: CallMeta;
}

/** What the console talks to. */
export interface Connection {
  /** `local`: the embedded farm beside this console; `aws`: AWS Deadline Cloud. */
  mode: "local" | "aws";
  /** For people: "Local farm", or the profile's name. */
  name: string;
  profile: string;
  region: string;
  /** The endpoint, where it is not the standard one. */
  endpoint?: string;
  /**
   * The embedded farm is there because nothing on this computer names AWS credentials, and nobody has
   * put it to use: no farm and queue were chosen, no job was submitted.
   */
  isFirstRun?: boolean;
  /** The option or variable of the start that it stays with, whatever others choose. */
  fixedBy?: string;
  /** The profile that the settings of this computer name, where it is another one. */
  settingsProfile?: string;
  /** Whether the embedded farm runs beside this console, so that it can be chosen. */
  hasLocalFarm: boolean;
  version: string;
}

/** A profile of the AWS files that can be called with. */
export interface ProfileChoice {
  name: string;
  /** Where its credentials come from. */
  source: AuthState["source"];
  region?: string;
}

/** What a `workstation` event tells. */
export interface WorkstationNews {
  /** `settings`: the file of settings; `aws`: the AWS files; `connection`: what is talked to. */
  what: "settings" | "aws" | "connection";
  /** Counts the news. */
  count: number;
  /** The profile that everything is asked under now. */
  profile: string;
  /** What was talked to before, if another program chose what is talked to now. */
  from?: Pick<Connection, "mode" | "name" | "profile">;
}

/** Three separate facts about the credentials, each with its reason. */
export interface AuthState {
  source: CredentialsSource | "LOCAL_FARM";
  profile: string;
  region?: string;
  /** `UNREACHABLE`: the service could not be asked, so nothing is known. */
  status: "AUTHENTICATED" | "NEEDS_LOGIN" | "CONFIGURATION_ERROR" | "UNREACHABLE";
  apiAvailable: boolean;
  account?: string;
  /** What is wrong, its kind, and the exact fix. */
  message?: string;
  hint?: string;
  problem?: import("@deadline/client/session").ProblemKind;
  /** How to sign in to the profile, if it is one to sign in to. */
  command?: string;
  /** Whether calls wait for somebody to sign in to AWS again, as {@linkcode SignInNeed} has it. */
  expired?: boolean;
  waiting?: number;
}

/** What a `sign-in` event tells, at first only if calls wait, then at every change. */
export interface SignInNeed {
  /** The credentials are expired, and calls wait; they go on by themselves after a sign-in. */
  expired: boolean;
  /** How many calls wait. */
  waiting: number;
  /** How to sign in. */
  hint?: string;
}

/**
 * A call that failed for a passing reason and will be made again, as `retries` events tell it. The
 * answer to the request has not begun by then.
 */
export interface RetryState {
  /** The request that waits for it, or the id of the operation. */
  requestId: string;
  /** The attempt that will come; the first retry is 2. */
  attempt: number;
  attempts: number;
  /** When it will be made. */
  at: string;
  /** What the attempt before it failed with. */
  why?: string;
}

/** The events of `/api/events`, and what each carries. */
export interface TabEvents {
  /**
   * Jobs of the queue changed, as the shared poll saw it; `statuses` is another when any came, went or
   * took on another status, so that counts of them are stale. Only if a queue is named, as `tick`.
   */
  changed: { revision: number; statuses: number; at: string };
  /** The poll saw nothing new, or why it saw nothing at all. */
  tick: { revision: number; at: string; problem?: import("@deadline/client/wire").Problem };
  /** All operations at first, or those that changed since `Last-Event-ID`; then those that change. */
  operations: OperationState[];
  /** At first only if calls wait, then at every change. */
  "sign-in": SignInNeed;
  /** All calls that wait to be made again, at first and at every change. */
  retries: RetryState[];
  /** The settings, the AWS files or what is talked to are other than before. */
  workstation: WorkstationNews;
}

/** What is selected, as the workstation configuration has it. */
export interface Selection {
  profile: string;
  farmId?: string;
  /** Absent until the farms were listed. */
  farmName?: string;
  queueId?: string;
  /** Absent until the queues were listed. */
  queueName?: string;
}

/** A setting of the workstation configuration. */
export interface SettingValue {
  name: string;
  value: string;
  default: string;
  origin: "file" | "environment" | "default";
  kind: import("@deadline/client/config").SettingKind;
  description: string;
  /** What it depends on, for grouping: `global`, `profile`, `farm`, `queue`. */
  scope: import("@deadline/client/config").SettingScope;
  choices?: string[];
  /** The smallest number allowed. */
  min?: number;
  /** The greatest number allowed. */
  max?: number;
  /** What stands between the paths of a list. */
  separator?: ":" | ";";
  /** What is wrong with the value in the file, which does not hold then. */
  problem?: string;
  /** Shown, but set from the command line alone. */
  readOnly?: boolean;
}

/** What somebody wants a setting to be. */
export interface SettingChange {
  name: string;
  value: string;
  /** What it was when the person saw it; if it is another by now, nothing is saved. */
  was?: string;
}

export interface Farm {
  farmId: string;
  name: string;
  description?: string;
  region?: string;
}

export interface Queue {
  queueId: string;
  name: string;
  status: string;
  blockedReason?: string;
}

export interface Fleet {
  fleetId: string;
  name: string;
  status: string;
  workerCount: number;
  maxWorkerCount: number;
}

export interface Worker {
  workerId: string;
  fleetId: string;
  fleetName: string;
  status: string;
  hostName?: string;
  /** RFC 3339 times, here and everywhere. */
  createdAt: string;
  updatedAt?: string;
  /** What it runs now. */
  running?: { jobId: string; jobName?: string; queueId: string; sessionId: string }[];
  capabilities?: { name: string; value: string }[];
  logGroup?: string;
  logStream?: string;
}

/** Task run statuses, in the words of the API. */
export type TaskRunStatus =
  | "PENDING"
  | "READY"
  | "ASSIGNED"
  | "STARTING"
  | "SCHEDULED"
  | "INTERRUPTING"
  | "RUNNING"
  | "SUSPENDED"
  | "CANCELED"
  | "FAILED"
  | "SUCCEEDED"
  | "NOT_COMPATIBLE";

/** How many tasks are in each status; statuses with none may be left out. */
export type StatusCounts = Partial<Record<TaskRunStatus, number>>;

export interface Job {
  jobId: string;
  name: string;
  lifecycleStatus: string;
  lifecycleStatusMessage?: string;
  taskRunStatus?: TaskRunStatus;
  targetTaskRunStatus?: string;
  counts: StatusCounts;
  priority: number;
  createdBy: string;
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  maxFailedTasksCount?: number;
  maxRetriesPerTask?: number;
  taskFailureRetryCount?: number;
}

/** How many jobs of the queue are in each status group; computed by the service's own totals. */
export type JobCounts = Record<
  "all" | "running" | "waiting" | "failed" | "succeeded" | "suspended" | "canceled",
  number
>;

export interface JobDetail extends Job {
  description?: string;
  parameters: { name: string; type: string; value: string }[];
  maxWorkerCount?: number;
  storageProfileId?: string;
}

export interface Step {
  stepId: string;
  name: string;
  taskRunStatus: TaskRunStatus;
  counts: StatusCounts;
  dependsOn: string[];
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
}

export interface JobTask {
  taskId: string;
  stepId: string;
  runStatus: TaskRunStatus;
  parameters: { name: string; value: string }[];
  failureRetryCount?: number;
  latestSessionActionId?: string;
  startedAt?: string;
  endedAt?: string;
}

export interface JobSession {
  sessionId: string;
  workerId: string;
  fleetId: string;
  lifecycleStatus: string;
  startedAt: string;
  endedAt?: string;
}

export interface SessionAction {
  sessionActionId: string;
  status: string;
  kind: "envEnter" | "envExit" | "taskRun" | "syncInputJobAttachments";
  /** Environment name, or the task. */
  target?: string;
  stepId?: string;
  taskId?: string;
  progressPercent?: number;
  progressMessage?: string;
  processExitCode?: number;
  startedAt?: string;
  endedAt?: string;
}

export interface LogLine {
  /** Number of the line from the start, from 1. */
  n: number;
  at: string;
  text: string;
}

/** What can be done to jobs; `cancel` and friends are names for targetTaskRunStatus. */
export type JobChange =
  | { kind: "cancel" }
  | { kind: "suspend" }
  | { kind: "resume" }
  | { kind: "archive" }
  | { kind: "requeue"; statuses?: ("FAILED" | "CANCELED" | "SUSPENDED" | "SUCCEEDED")[] }
  | { kind: "priority"; priority: number };

/** What became of one of them. */
export interface JobChangeResult {
  id: string;
  ok: boolean;
  /** `applied`, or why it is not. */
  message?: string;
}

export interface BundleEntry {
  path: string;
  /** Of the folder. */
  name: string;
  /** The name of the job that a bundle makes, where its template can be read. */
  jobName?: string;
  /** A folder to go into, or a bundle to submit. */
  kind: "folder" | "bundle";
  description?: string;
  /** A copy in the job history, made when it was submitted. */
  isHistory?: boolean;
}

export interface BundleListing {
  source: "samples" | "folder" | "recent";
  path: string;
  parent?: string;
  entries: BundleEntry[];
}

/** A file or folder of this computer. */
export interface FileEntry {
  path: string;
  name: string;
  kind: "folder" | "file";
  size?: number;
  modifiedAt?: string;
}

/** What is in a folder below an allowed one. */
export interface FileListing {
  path: string;
  /** The folder above, if it may be looked into. */
  parent?: string;
  entries: FileEntry[];
  /** How many entries there are, if not all are listed. */
  total?: number;
}

/** The types of job parameters; lists are written as JSON. */
export type ParameterType =
  | "STRING"
  | "PATH"
  | "INT"
  | "FLOAT"
  | "BOOL"
  | "RANGE_EXPR"
  | "LIST[STRING]"
  | "LIST[PATH]"
  | "LIST[INT]"
  | "LIST[FLOAT]"
  | "LIST[BOOL]"
  | "LIST[LIST[INT]]";

/** What may be written into a field, or into an item of a list. */
export interface ValueLimits {
  allowedValues?: string[];
  minValue?: number;
  maxValue?: number;
  minLength?: number;
  maxLength?: number;
}

/** A bundle that is shared on a queue, or a folder of some. */
export interface SharedBundle {
  /** What requests call it. */
  name: string;
  /** For people. */
  title: string;
  isFolder: boolean;
  /** Whether it is hidden on this workstation. */
  hidden: boolean;
  size?: number;
  modifiedAt?: string;
}

/** One job parameter as a form field. */
export interface ParameterField extends ValueLimits {
  name: string;
  type: ParameterType;
  label: string;
  group?: string;
  description?: string;
  control:
    | "LINE_EDIT"
    | "MULTILINE_EDIT"
    | "SPIN_BOX"
    | "DROPDOWN_LIST"
    | "CHECK_BOX"
    | "CHOOSE_INPUT_FILE"
    | "CHOOSE_OUTPUT_FILE"
    | "CHOOSE_DIRECTORY"
    | "LINE_EDIT_LIST"
    | "SPIN_BOX_LIST"
    | "CHECK_BOX_LIST"
    | "CHOOSE_INPUT_FILE_LIST"
    | "CHOOSE_OUTPUT_FILE_LIST"
    | "CHOOSE_DIRECTORY_LIST"
    | "HIDDEN";
  /** What the field starts with, as text; undefined when the person must give one. */
  value?: string;
  required: boolean;
  /** The value is no default, so that it is sent also if nobody changes it. */
  isSuggested?: boolean;
  /** The limits of each item of a list. */
  item?: ValueLimits;
  singleStepDelta?: number;
  decimals?: number;
  objectType?: "FILE" | "DIRECTORY";
  /** Whether what a path leads to is sent along, or brought back. */
  dataFlow?: "NONE" | "IN" | "OUT" | "INOUT";
  fileFilters?: { label: string; patterns: string[] }[];
}

export interface BundleDetail {
  path: string;
  name: string;
  description?: string;
  steps: { name: string; tasks?: number; dependsOn: string[] }[];
  parameters: ParameterField[];
  /** Files and folders that its `asset_references` name. */
  attachments: { inputs: string[]; outputs: string[] };
  /** What the bundle itself says of the job, in the place of the usual values. */
  fields?: {
    priority?: number;
    maxFailedTasksCount?: number;
    maxRetriesPerTask?: number;
    maxWorkerCount?: number;
    targetTaskRunStatus?: "READY" | "SUSPENDED";
  };
  template: string;
  templateType: "YAML" | "JSON";
}

/** Files that are sent along besides those of the bundle, and folders that come back. */
export interface SubmitAssets {
  inputFiles: string[];
  inputDirectories: string[];
  outputDirectories: string[];
}

/** A storage profile: where its computers have what they share. */
export interface StorageProfile {
  storageProfileId: string;
  name: string;
  /** Whether the workstation configuration names it. */
  isDefault?: boolean;
}

/** The parts of a submission that decide what is sent along. */
export type AssetsRequest = Pick<
  SubmitRequest,
  "bundle" | "parameters" | "assets" | "storageProfileId"
>;

/** A file or folder that a submission sends along, or that its job writes. */
export interface AssetEntry {
  path: string;
  kind: "inputFile" | "inputDirectory" | "outputDirectory";
  /** Whether the bundle or a parameter names it, rather than a person. */
  auto: boolean;
  /** How many files there are; none of an output. */
  files?: number;
  bytes?: number;
  missing?: boolean;
  /** It is not below a folder that this console may read, so it cannot be sent. */
  outside?: boolean;
}

/** What a submission would send along. */
export interface AssetListing {
  /** Whether the queue moves files at all. */
  supported: boolean;
  entries: AssetEntry[];
  /** All files together, each once. */
  files: number;
  bytes: number;
}

/** What a worker must have; written to every step. */
export interface HostRequirements {
  amounts?: { name: string; min?: number; max?: number }[];
  attributes?: { name: string; anyOf?: string[]; allOf?: string[] }[];
}

export interface SubmitRequest {
  farmId: string;
  queueId: string;
  bundle: string;
  name?: string;
  description?: string;
  priority?: number;
  maxFailedTasksCount?: number;
  maxRetriesPerTask?: number;
  maxWorkerCount?: number;
  targetTaskRunStatus?: "READY" | "SUSPENDED";
  parameters: Record<string, string>;
  storageProfileId?: string;
  assets?: SubmitAssets;
  /** An input that is not there is an error, rather than only told of. */
  requirePathsExist?: boolean;
  hostRequirements?: HostRequirements;
}

/** The same submission in other words. */
export interface SubmitEquivalents {
  cli: string;
  typescript: string;
  /** What `CreateJob` is called with; attachments are left out, since they are hashed first. */
  json: string;
}

/** Files that a job was given, or that it has made. */
export type JobFilesKind = "inputs" | "outputs";

/** Files of a job below one root; a root with many files comes in several. */
export interface JobFileGroup {
  /** The root on the machine that the job was submitted from. */
  rootPath: string;
  format: "posix" | "windows";
  /** The place of the storage profile that it is in. */
  location?: string;
  /** Folders that the job writes to, from the root on. */
  outputs?: string[];
  /** Each with its path from the root on, its size, its time in milliseconds, and its hash. */
  files: [path: string, size: number, modified: number, hash: string][];
}

/** Files of a job that are to be written to a folder of this computer. */
export interface DownloadRequest {
  farmId: string;
  queueId: string;
  jobId: string;
  kind: JobFilesKind;
  /** Only what this step, or a task of it, has made. */
  stepId?: string;
  taskId?: string;
  /** For people: the job, step or task. */
  name: string;
  /** Below an allowed one; made if need be. */
  folder: string;
  /** Patterns of paths; all files, unless given. */
  include?: string[];
}

/** How far an operation is with files. */
export interface OperationBar {
  /** `hashing`, `uploading`, `downloading`, `zipping`. */
  id: string;
  /** For people: "Upload". */
  label: string;
  files: number;
  totalFiles: number;
  bytes: number;
  totalBytes: number;
  /** Of the files, those that were there already. */
  skippedFiles?: number;
  skippedBytes?: number;
  bytesPerSecond?: number;
  secondsLeft?: number;
}

/** What an operation wants to know before it goes on; any tab may answer. */
export interface OperationQuestion {
  id: string;
  title: string;
  text: string;
  /** What it is about; nothing is left out. */
  lists?: { label: string; items: string[]; warns?: boolean }[];
  choices: { id: string; label: string; kind?: "primary" | "danger" }[];
}

/** What an operation has made. */
export interface OperationResult {
  farmId: string;
  queueId: string;
  /** The job that was made, or whose files were fetched. */
  jobId?: string;
  /** The folder that was written. */
  path?: string;
  /** What happened in a few words, where that is more than "done". */
  summary?: string;
}

/** A long mutation of the server, watched and cancelled from any tab. */
export interface OperationState {
  id: string;
  /** "Submitting sh040_light_v012". */
  name: string;
  /** `bundle`: a shared bundle is fetched or sent. */
  kind: "submit" | "download" | "bundle" | "sign-in";
  status: "running" | "succeeded" | "failed" | "cancelled";
  /** What it is about, where that is there before it begins. */
  about?: { farmId: string; queueId: string; jobId?: string };
  /** `reading`, `queue`, `hashing`, `uploading`, `creating`, `waiting`, `listing`, `downloading`. */
  phase?: string;
  message?: string;
  /** 0 to 1 where known. */
  fraction?: number;
  /** One a stage that moves files, in their order. */
  bars?: OperationBar[];
  /** It waits until somebody answers this. */
  question?: OperationQuestion | undefined;
  startedAt: string;
  endedAt?: string;
  /** Why it was stopped, if it was. */
  reason?: import("@deadline/client/task").StopReason;
  /** Its last call: which, its ids, and the whole as a command line and as TypeScript. */
  meta?: Pick<CallMeta, "call" | "awsRequestId" | "retries" | "cli" | "typescript">;
  /** Of a mutation that was stopped. */
  effect?: "not sent" | "applied" | "unknown";
  /** The operation that does it again. */
  next?: string;
  result?: OperationResult;
  problem?: import("@deadline/client/wire").Problem;
  log: { at: string; text: string }[];
}

export interface Diagnostics {
  versions: Record<string, string>;
  paths: Record<string, string>;
  connection: Connection;
  auth: Pick<AuthState, "source" | "status" | "apiAvailable" | "message" | "hint" | "problem">;
  /** Proxy and certificates; `direct` without a proxy. */
  network: Record<string, string>;
  /** Round trip of one small call, in milliseconds. */
  latencyMs?: number;
  /** Server clock minus ours, in milliseconds. */
  clockSkewMs?: number;
  errors: {
    at: string;
    title: string;
    code?: string;
    operation?: string;
    requestId?: string;
    awsRequestId?: string;
  }[];
}

/** The bad weather that the embedded farm makes, and what it did. */
export interface Weather {
  /** The rules as they were written last: JSON, as `farm/faults/rules.ts` describes it. */
  text: string;
  /** How many rules are in force. */
  inForce: number;
  /** Why the rules that were written last are not in force. */
  problem?: string;
  /** Requests that were seen while there were rules, newest first. */
  seen: WeatherSighting[];
}

/** What became of one request to the farm. Times are milliseconds after its start. */
export interface WeatherSighting {
  id: number;
  operation: string;
  at: string;
  /** The rule that acted on it. */
  fault?: object;
  status?: number;
  answeredMs?: number;
  /** When the console closed its connection before there was an answer. */
  clientLeftMs?: number;
  /** When the connection behind it was closed because of that. */
  upstreamClosedMs?: number;
}
