import type * as sdk from "@aws-sdk/client-deadline";

// The shapes of the service under the library's own names: what the SDK calls a "command input" is
// an input here, and no file but this one and `session/` names the SDK.

/** How a session action ended. */
export type CompletedStatus = sdk.CompletedStatus;

/** What `CreateJob` takes. */
export type CreateJobInput = sdk.CreateJobCommandInput;

/** What `CreateJob` answers. */
export type CreateJobOutput = sdk.CreateJobCommandOutput;

/** A farm as a list gives it. */
export type FarmSummary = sdk.FarmSummary;

/** A fleet as a list gives it. */
export type FleetSummary = sdk.FleetSummary;

/** What `GetFarm` takes. */
export type GetFarmInput = sdk.GetFarmCommandInput;

/** What `GetFarm` answers. */
export type GetFarmOutput = sdk.GetFarmCommandOutput;

/** What `GetFleet` takes. */
export type GetFleetInput = sdk.GetFleetCommandInput;

/** What `GetFleet` answers. */
export type GetFleetOutput = sdk.GetFleetCommandOutput;

/** What `GetJob` takes. */
export type GetJobInput = sdk.GetJobCommandInput;

/** What `GetJob` answers. */
export type GetJobOutput = sdk.GetJobCommandOutput;

/** What `GetQueueEnvironment` takes. */
export type GetQueueEnvironmentInput = sdk.GetQueueEnvironmentCommandInput;

/** What `GetQueueEnvironment` answers. */
export type GetQueueEnvironmentOutput = sdk.GetQueueEnvironmentCommandOutput;

/** What `GetQueue` takes. */
export type GetQueueInput = sdk.GetQueueCommandInput;

/** What `GetQueue` answers. */
export type GetQueueOutput = sdk.GetQueueCommandOutput;

/** What `GetSessionAction` takes. */
export type GetSessionActionInput = sdk.GetSessionActionCommandInput;

/** What `GetSessionAction` answers. */
export type GetSessionActionOutput = sdk.GetSessionActionCommandOutput;

/** What `GetSession` takes. */
export type GetSessionInput = sdk.GetSessionCommandInput;

/** What `GetSession` answers. */
export type GetSessionOutput = sdk.GetSessionCommandOutput;

/** What `GetStep` takes. */
export type GetStepInput = sdk.GetStepCommandInput;

/** What `GetStep` answers. */
export type GetStepOutput = sdk.GetStepCommandOutput;

/** What `GetStorageProfileForQueue` takes. */
export type GetStorageProfileForQueueInput = sdk.GetStorageProfileForQueueCommandInput;

/** What `GetStorageProfileForQueue` answers. */
export type GetStorageProfileForQueueOutput = sdk.GetStorageProfileForQueueCommandOutput;

/** What `GetTask` takes. */
export type GetTaskInput = sdk.GetTaskCommandInput;

/** What `GetTask` answers. */
export type GetTaskOutput = sdk.GetTaskCommandOutput;

/** What `GetWorker` takes. */
export type GetWorkerInput = sdk.GetWorkerCommandInput;

/** What `GetWorker` answers. */
export type GetWorkerOutput = sdk.GetWorkerCommandOutput;

/** How far making or changing a job has come. */
export type JobLifecycleStatus = sdk.JobLifecycleStatus;

/** The value of a job parameter: exactly one member, named after its type, always text. */
export type JobParameter = sdk.JobParameter;

/** A job as a search gives it. */
export type JobSearchSummary = sdk.JobSearchSummary;

/** A job as a list gives it. */
export type JobSummary = sdk.JobSummary;

/** What `ListFarms` takes. */
export type ListFarmsInput = sdk.ListFarmsCommandInput;

/** What `ListFleets` takes. */
export type ListFleetsInput = sdk.ListFleetsCommandInput;

/** What `ListJobParameterDefinitions` takes. */
export type ListJobParameterDefinitionsInput = sdk.ListJobParameterDefinitionsCommandInput;

/** What `ListJobs` takes. */
export type ListJobsInput = sdk.ListJobsCommandInput;

/** What `ListQueueEnvironments` takes. */
export type ListQueueEnvironmentsInput = sdk.ListQueueEnvironmentsCommandInput;

/** What `ListQueueFleetAssociations` takes. */
export type ListQueueFleetAssociationsInput = sdk.ListQueueFleetAssociationsCommandInput;

/** What `ListQueues` takes. */
export type ListQueuesInput = sdk.ListQueuesCommandInput;

/** What `ListSessionActions` takes. */
export type ListSessionActionsInput = sdk.ListSessionActionsCommandInput;

/** What `ListSessionsForWorker` takes. */
export type ListSessionsForWorkerInput = sdk.ListSessionsForWorkerCommandInput;

/** What `ListSessions` takes. */
export type ListSessionsInput = sdk.ListSessionsCommandInput;

/** What `ListStepConsumers` takes. */
export type ListStepConsumersInput = sdk.ListStepConsumersCommandInput;

/** What `ListStepDependencies` takes. */
export type ListStepDependenciesInput = sdk.ListStepDependenciesCommandInput;

/** What `ListSteps` takes. */
export type ListStepsInput = sdk.ListStepsCommandInput;

/** What `ListStorageProfilesForQueue` takes. */
export type ListStorageProfilesForQueueInput = sdk.ListStorageProfilesForQueueCommandInput;

/** What `ListStorageProfiles` takes. */
export type ListStorageProfilesInput = sdk.ListStorageProfilesCommandInput;

/** What `ListTasks` takes. */
export type ListTasksInput = sdk.ListTasksCommandInput;

/** What `ListWorkers` takes. */
export type ListWorkersInput = sdk.ListWorkersCommandInput;

/** A queue environment as a list gives it. */
export type QueueEnvironmentSummary = sdk.QueueEnvironmentSummary;

/** A queue fleet association as a list gives it. */
export type QueueFleetAssociationSummary = sdk.QueueFleetAssociationSummary;

/** A queue as a list gives it. */
export type QueueSummary = sdk.QueueSummary;

/** A session action as a list gives it. */
export type SessionActionSummary = sdk.SessionActionSummary;

/** A session as a list gives it. */
export type SessionSummary = sdk.SessionSummary;

/** A step that waits for another. */
export type StepConsumer = sdk.StepConsumer;

/** A step that another waits for. */
export type StepDependency = sdk.StepDependency;

/** A step as a search gives it. */
export type StepSearchSummary = sdk.StepSearchSummary;

/** A step as a list gives it. */
export type StepSummary = sdk.StepSummary;

/** A storage profile as a list gives it. */
export type StorageProfileSummary = sdk.StorageProfileSummary;

/** The value of a task parameter: exactly one member, named after its type, always text. */
export type TaskParameterValue = sdk.TaskParameterValue;

/** The state of a task, or of a job or step by its tasks. */
export type TaskRunStatus = sdk.TaskRunStatus;

/** A task as a search gives it. */
export type TaskSearchSummary = sdk.TaskSearchSummary;

/** A task as a list gives it. */
export type TaskSummary = sdk.TaskSummary;

/** What `UpdateJob` takes. */
export type UpdateJobInput = sdk.UpdateJobCommandInput;

/** What `UpdateJob` answers. */
export type UpdateJobOutput = sdk.UpdateJobCommandOutput;

/** What `UpdateSession` takes. */
export type UpdateSessionInput = sdk.UpdateSessionCommandInput;

/** What `UpdateSession` answers. */
export type UpdateSessionOutput = sdk.UpdateSessionCommandOutput;

/** What `UpdateStep` takes. */
export type UpdateStepInput = sdk.UpdateStepCommandInput;

/** What `UpdateStep` answers. */
export type UpdateStepOutput = sdk.UpdateStepCommandOutput;

/** What `UpdateTask` takes. */
export type UpdateTaskInput = sdk.UpdateTaskCommandInput;

/** What `UpdateTask` answers. */
export type UpdateTaskOutput = sdk.UpdateTaskCommandOutput;

/** A worker as a search gives it. */
export type WorkerSearchSummary = sdk.WorkerSearchSummary;

/** A worker session as a list gives it. */
export type WorkerSessionSummary = sdk.WorkerSessionSummary;

/** A worker as a list gives it. */
export type WorkerSummary = sdk.WorkerSummary;
