import type * as sdk from "@aws-sdk/client-deadline";
import { pathMappingRules } from "../jobs/path_mapping.ts";
import { logGroup } from "../jobs/show.ts";
import { notFound, ServiceError } from "../protocol/errors.ts";
import type { Database } from "../store/database.ts";
import { getResource } from "../store/resources.ts";
import type {
  JobDocumentRow,
  JobRow,
  StepDocumentRow,
  StepRow,
  StoredEnvironment,
} from "../store/rows.ts";
import { getWorker } from "../store/workers.ts";
import type { Checked, Context, Output } from "./context.ts";
import { pick } from "./records.ts";

type Request = Checked<sdk.BatchGetJobEntityRequest>;

/** What a worker fetches to run the actions of its sessions. */
export const jobEntities = {
  BatchGetJobEntity(input: Request, { db }: Context): Output {
    getWorker(db, input.farmId, input.fleetId, input.workerId);
    const entities: Output[] = [];
    const errors: Output[] = [];
    for (const union of input.identifiers) {
      const [kind, identifier] = Object.entries(union)[0] as [Kind, Identifier];
      try {
        const job = readJob(db, input, identifier.jobId!);
        entities.push({ [kind]: readers[kind](db, job, identifier, input) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const { name: code, message } = error;
        errors.push({ [kind]: { ...identifier, code, message } });
      }
    }
    return { entities, errors };
  },
};

type Kind = "jobDetails" | "jobAttachmentDetails" | "stepDetails" | "environmentDetails";

interface Identifier {
  readonly jobId?: string;
  readonly stepId?: string;
  readonly environmentId?: string;
}

interface Job {
  readonly row: JobRow;
  readonly document: JobDocumentRow;
}

type Reader = (db: Database, job: Job, identifier: Identifier, input: Request) => Output;

const SCHEMA_VERSION = "jobtemplate-2023-09";

const readers: Readonly<Record<Kind, Reader>> = {
  jobDetails(db, { row, document }, _identifier, input) {
    const queue = getResource(db, "queue", row.queue_id, row.farm_id);
    return {
      jobId: row.id,
      schemaVersion: SCHEMA_VERSION,
      logGroupName: logGroup(row.farm_id, row.queue_id),
      parameters: JSON.parse(row.parameters),
      jobRunAsUser: queue.jobRunAsUser ?? { runAs: "WORKER_AGENT_USER" },
      queueRoleArn: queue.roleArn,
      // Without a role the worker has no credentials to reach the bucket with.
      ...(queue.roleArn === undefined ? {} : pick(queue, ["jobAttachmentSettings"])),
      pathMappingRules: pathMappingRules(db, row, input.fleetId),
      extensions: JSON.parse(document.extensions),
    };
  },

  jobAttachmentDetails(_db, { row, document }) {
    if (document.attachments === null) throw notFound("jobAttachments", row.id);
    return { jobId: row.id, attachments: JSON.parse(document.attachments) };
  },

  stepDetails(db, { row, document }, { stepId }) {
    const step = db.get<StepRow>(
      "SELECT * FROM step WHERE id = ? AND job_id = ?",
      stepId!,
      row.id,
    );
    if (step === undefined) throw notFound("step", stepId!);
    const { template } = readStepDocument(db, step.id);
    const dependencies = db.all<{ depends_on: string }>(
      "SELECT depends_on FROM step_dependency WHERE step_id = ? ORDER BY position",
      step.id,
    );
    return {
      jobId: row.id,
      stepId: step.id,
      schemaVersion: SCHEMA_VERSION,
      template: JSON.parse(template),
      dependencies: dependencies.map(({ depends_on }) => depends_on),
      extensions: JSON.parse(document.extensions),
    };
  },

  environmentDetails(db, { row, document }, { environmentId }) {
    const stepId = /^STEP:(step-[0-9a-f]{32}):/.exec(environmentId!)?.[1];
    const source = stepId === undefined ? document : readStepDocument(db, stepId);
    const environment = (JSON.parse(source.environments) as StoredEnvironment[])
      .find(({ id }) => id === environmentId);
    if (environment === undefined) throw notFound("environment", environmentId!);
    return {
      environmentId,
      jobId: row.id,
      schemaVersion: environment.schemaVersion,
      template: environment.template,
      extensions: JSON.parse(document.extensions),
    };
  },
};

// A worker may read only what its fleet has a session of.
function readJob(db: Database, { farmId, workerId }: Request, jobId: string): Job {
  const row = db.get<JobRow>(
    `SELECT * FROM job WHERE id = ? AND farm_id = ?
     AND EXISTS (SELECT 1 FROM session WHERE worker_id = ? AND job_id = job.id)`,
    jobId,
    farmId,
    workerId,
  );
  if (row === undefined) throw notFound("job", jobId);
  const document = db.get<JobDocumentRow>("SELECT * FROM job_document WHERE job_id = ?", jobId)!;
  return { row, document };
}

function readStepDocument(db: Database, stepId: string): StepDocumentRow {
  const row = db.get<StepDocumentRow>("SELECT * FROM step_document WHERE step_id = ?", stepId);
  if (row === undefined) throw notFound("step", stepId);
  return row;
}
