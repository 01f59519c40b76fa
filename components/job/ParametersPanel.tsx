import type { ComponentChildren, JSX } from "preact";
import type { JobDetail } from "@/server/contract.ts";
import { formatExact } from "@/client/format.ts";
import { CopyableId, CopyButton } from "../Facts.tsx";

/** What the job was submitted with. */
export function ParametersPanel({ job }: { job: JobDetail }): JSX.Element {
  return (
    <div class="job-parameters">
      <section>
        <h2>Parameters</h2>
        {job.parameters.length === 0
          ? <p class="muted">This job has no parameters.</p>
          : (
            <dl class="facts">
              {job.parameters.map(({ name, type, value }) => (
                <Fact key={name} name={name} note={type}>
                  {value} <CopyButton text={value} what={name} />
                </Fact>
              ))}
            </dl>
          )}
      </section>
      <section>
        <h2>Job</h2>
        <dl class="facts">
          <Fact name="Id">
            <CopyableId id={job.jobId} what="job id" />
          </Fact>
          {job.description && <Fact name="Description">{job.description}</Fact>}
          <Fact name="Submitted">{formatExact(job.createdAt)}</Fact>
          <Fact name="Started">{formatExact(job.startedAt) || "Not yet"}</Fact>
          <Fact name="Ended">{formatExact(job.endedAt) || "Not yet"}</Fact>
          <Fact name="Maximum failed tasks">{job.maxFailedTasksCount ?? "Not limited"}</Fact>
          <Fact name="Retries of a task">{job.maxRetriesPerTask ?? "The queue's own"}</Fact>
          <Fact name="Maximum workers">
            {job.maxWorkerCount === undefined || job.maxWorkerCount < 0
              ? "Not limited"
              : job.maxWorkerCount}
          </Fact>
          {job.storageProfileId && (
            <Fact name="Storage profile">
              <CopyableId id={job.storageProfileId} what="storage profile id" />
            </Fact>
          )}
        </dl>
      </section>
    </div>
  );
}

function Fact(
  { name, note, children }: { name: string; note?: string; children: ComponentChildren },
): JSX.Element {
  return (
    <>
      <dt>
        {name} {note && <small class="faint">{note}</small>}
      </dt>
      <dd>{children}</dd>
    </>
  );
}
