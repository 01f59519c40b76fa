import * as sdk from "@aws-sdk/client-deadline";

/** What a member's value must satisfy beside its shape; lengths count characters or items. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
}

const id = (prefix: string): Limit => ({ pattern: new RegExp(`^${prefix}-[0-9a-f]{32}$`) });
const oneOf = (values: Readonly<Record<string, string>>): Limit => ({
  values: Object.values(values),
});
const whole = (min: number, max: number): Limit => ({ min, max, integer: true });

const NAME: Limit = { min: 1, max: 100 };
const JOB_NAME: Limit = { min: 1, max: 512 };
const DESCRIPTION: Limit = { max: 100 };
const LONG_DESCRIPTION: Limit = { max: 2048 };
const MOST_COUNT = 2_147_483_647;

// Constraints that hold wherever a member of that name appears.
const BY_MEMBER: Readonly<Record<string, Limit>> = {
  farmId: id("farm"),
  queueId: id("queue"),
  fleetId: id("fleet"),
  jobId: id("job"),
  stepId: id("step"),
  workerId: id("worker"),
  sessionId: id("session"),
  budgetId: id("budget"),
  limitId: id("limit"),
  queueEnvironmentId: id("queueenv"),
  monitorId: id("monitor"),
  volumeId: id("volume"),
  storageProfileId: id("sp"),
  licenseEndpointId: id("le"),
  sourceJobId: id("job"),
  taskId: { pattern: /^task-[0-9a-f]{32}-(0|[1-9][0-9]{0,9})$/ },
  sessionActionId: { pattern: /^sessionaction-[0-9a-f]{32}-(0|[1-9][0-9]{0,9})$/ },
  displayName: NAME,
  description: DESCRIPTION,
  clientToken: { min: 1, max: 64 },
  maxResults: whole(1, 100),
  nextToken: { min: 1, max: 4096 },
  itemOffset: whole(0, 10_000),
  pageSize: whole(1, 100),
  queueIds: { min: 1, max: 10 },
  fleetIds: { min: 1, max: 10 },
  priority: whole(0, 100),
  maxRetriesPerTask: whole(0, MOST_COUNT),
  maxFailedTasksCount: whole(0, MOST_COUNT),
  maxWorkerCount: whole(-1, MOST_COUNT),
  minWorkerCount: whole(0, MOST_COUNT),
  costScaleFactor: { min: 0, max: 100 },
  nameOverride: JOB_NAME,
  descriptionOverride: LONG_DESCRIPTION,
  identifiers: { min: 1, max: 100 },
  progressPercent: { min: 0, max: 100 },
  progressMessage: { max: 4096 },
  filters: { min: 1, max: 3 },
  sortExpressions: { min: 1, max: 5 },
  manifests: { max: 10 },
  rootPath: { min: 1, max: 1024 },
  inputManifestPath: { min: 1, max: 512 },
  outputRelativeDirectories: { max: 100 },
  rootPrefix: { pattern: /^[a-zA-Z0-9\-_/]{1,63}$/ },
  s3BucketName: { min: 1, max: 255 },
  allowedStorageProfileIds: { max: 20 },
  requiredFileSystemLocationNames: { max: 20 },
  fileSystemLocations: { max: 20 },
  scriptTimeoutSeconds: whole(300, 3600),
  membershipLevel: oneOf(sdk.MembershipLevel),
  principalType: oneOf(sdk.DeadlinePrincipalType),
  templateType: oneOf(sdk.JobTemplateType),
  rootPathFormat: oneOf(sdk.PathFormat),
  fileSystem: oneOf(sdk.JobAttachmentsFileSystem),
  sortOrder: oneOf(sdk.SortOrder),
  completedStatus: oneOf(sdk.CompletedStatus),
  defaultBudgetAction: oneOf(sdk.DefaultQueueBudgetAction),
  runAs: oneOf(sdk.RunAs),
  matchType: oneOf(sdk.SearchTermMatchingType),
  targetLifecycleStatus: oneOf(sdk.SessionLifecycleTargetStatus),
};

const COMPARISON = oneOf(sdk.ComparisonOperator);
const EQUALITY: Limit = { values: ["EQUAL", "NOT_EQUAL"] };

// Constraints of one shape's member, where the name alone does not tell.
const BY_SHAPE: Readonly<Record<string, Limit>> = {
  "CreateJobRequest.template": { min: 1, max: 1_000_000 },
  "CreateJobRequest.parameters": { max: 200 },
  "CreateJobRequest.targetTaskRunStatus": oneOf(sdk.CreateJobTargetTaskRunStatus),
  "UpdateJobRequest.targetTaskRunStatus": oneOf(sdk.JobTargetTaskRunStatus),
  "UpdateJobRequest.lifecycleStatus": oneOf(sdk.UpdateJobLifecycleStatus),
  "UpdateJobRequest.name": JOB_NAME,
  "UpdateJobRequest.description": LONG_DESCRIPTION,
  "BatchUpdateJobRequest.jobs": { min: 1, max: 100 },
  "BatchUpdateJobItem.targetTaskRunStatus": oneOf(sdk.JobTargetTaskRunStatus),
  "BatchUpdateJobItem.lifecycleStatus": oneOf(sdk.UpdateJobLifecycleStatus),
  "BatchUpdateJobItem.name": JOB_NAME,
  "BatchUpdateJobItem.description": LONG_DESCRIPTION,
  "BatchUpdateTaskRequest.tasks": { min: 1, max: 100 },
  "BatchUpdateTaskItem.targetRunStatus": oneOf(sdk.TaskTargetRunStatus),
  "BatchGetJobEntityRequest.identifiers": { min: 1, max: 10 },
  "UpdateStepRequest.targetTaskRunStatus": oneOf(sdk.StepTargetTaskRunStatus),
  "UpdateTaskRequest.targetRunStatus": oneOf(sdk.TaskTargetRunStatus),
  "UpdateWorkerRequest.status": oneOf(sdk.UpdatedWorkerStatus),
  "UpdateQueueFleetAssociationRequest.status": oneOf(sdk.UpdateQueueFleetAssociationStatus),
  "UpdateQueueLimitAssociationRequest.status": oneOf(sdk.UpdateQueueLimitAssociationStatus),
  "ListQueuesRequest.status": oneOf(sdk.QueueStatus),
  "ListFleetsRequest.status": oneOf(sdk.FleetStatus),
  "ListBudgetsRequest.status": oneOf(sdk.BudgetStatus),
  "UpdateBudgetRequest.status": oneOf(sdk.BudgetStatus),
  "CreateStorageProfileRequest.osFamily": oneOf(sdk.StorageProfileOperatingSystemFamily),
  "UpdateStorageProfileRequest.osFamily": oneOf(sdk.StorageProfileOperatingSystemFamily),
  "CustomerManagedFleetConfiguration.mode": oneOf(sdk.AutoScalingMode),
  "CustomerManagedWorkerCapabilities.osFamily": oneOf(
    sdk.CustomerManagedFleetOperatingSystemFamily,
  ),
  "CustomerManagedWorkerCapabilities.cpuArchitectureType": oneOf(sdk.CpuArchitectureType),
  "FileSystemLocation.type": oneOf(sdk.FileSystemLocationType),
  "CreateQueueEnvironmentRequest.template": { min: 1, max: 15_000 },
  "CreateQueueEnvironmentRequest.priority": whole(0, 10_000),
  "UpdateQueueEnvironmentRequest.template": { min: 1, max: 15_000 },
  "UpdateQueueEnvironmentRequest.priority": whole(0, 10_000),
  "ListStepDependenciesRequest.maxResults": whole(1, 1000),
  "ListStepConsumersRequest.maxResults": whole(1, 1000),
  "SearchGroupedFilterExpressions.operator": oneOf(sdk.LogicalOperator),
  "DateTimeFilterExpression.operator": {
    values: [
      "EQUAL",
      "GREATER_THAN",
      "GREATER_THAN_EQUAL_TO",
      "LESS_THAN",
      "LESS_THAN_EQUAL_TO",
    ],
  },
  "StringFilterExpression.operator": EQUALITY,
  "StringListFilterExpression.operator": { values: ["ANY_EQUALS", "ALL_NOT_EQUALS"] },
  "StringListFilterExpression.values": { min: 1, max: 16 },
  "ParameterFilterExpression.operator": COMPARISON,
  "SearchTermFilterExpression.searchTerm": { min: 1, max: 100 },
  "WorkerCapabilities.amounts": { min: 2, max: 17 },
  "WorkerCapabilities.attributes": { min: 2, max: 17 },
  "CreateLimitRequest.maxCount": whole(-1, MOST_COUNT),
  "UpdateLimitRequest.maxCount": whole(-1, MOST_COUNT),
  "JobParameter.string": { max: 1024 },
  "JobParameter.path": { max: 1024 },
  "JobParameter.int": { pattern: /^\s*[+-]?[0-9]+\s*$/ },
  "JobParameter.float": {
    pattern: /^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$/,
  },
};

/** The constraint on a member of a shape, if there is one. */
export function limitOf(shape: string, member: string): Limit | undefined {
  return BY_SHAPE[`${shape}.${member}`] ?? BY_MEMBER[member];
}

/**
 * Tells what is wrong with a value under a constraint.
 *
 * @returns A sentence for the answer's `fieldList`, or undefined if the value is fine.
 */
export function violation(value: unknown, limit: Limit): string | undefined {
  if (typeof value === "number") {
    if (limit.integer && !Number.isInteger(value)) return "Value must be a whole number";
    return outside(value, limit, "Value");
  }
  if (typeof value === "string") {
    if (limit.values && !limit.values.includes(value)) {
      return `Value "${clip(value)}" must be one of ${limit.values.join(", ")}`;
    }
    if (limit.pattern && !limit.pattern.test(value)) {
      return `Value "${clip(value)}" must match ${limit.pattern.source}`;
    }
    return outside([...value].length, limit, "Length");
  }
  if (Array.isArray(value)) return outside(value.length, limit, "Number of items");
  if (typeof value === "object" && value !== null) {
    return outside(Object.keys(value).length, limit, "Number of entries");
  }
  return undefined;
}

function outside(count: number, { min, max }: Limit, what: string): string | undefined {
  if (min !== undefined && count < min) return `${what} must be at least ${min}`;
  if (max !== undefined && count > max) return `${what} must be at most ${max}`;
  return undefined;
}

function clip(value: string): string {
  return value.length > 100 ? `${value.slice(0, 100)}...` : value;
}
