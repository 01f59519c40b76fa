import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { place, useChoices } from "@/client/choices.ts";
import { useJob, useSessions, useSteps } from "@/client/job_data.ts";
import type { FilesOf } from "@/client/job_files.ts";
import { useLazy } from "@/client/lazy.ts";
import { useLive } from "@/client/live.ts";
import { QueryState } from "@/client/query_state.ts";
import { FootBar } from "@/components/FootBar.tsx";
import { JobDownloads } from "@/components/job/JobDownloads.tsx";
import { JobHead } from "@/components/job/JobHead.tsx";
import { LogDrawer } from "@/components/job/LogDrawer.tsx";
import { ParametersPanel } from "@/components/job/ParametersPanel.tsx";
import { SessionsPanel } from "@/components/job/SessionsPanel.tsx";
import { StepList } from "@/components/job/StepList.tsx";
import { TasksPanel } from "@/components/job/TasksPanel.tsx";
import { BulkResult } from "@/components/jobs/BulkResult.tsx";
import { NeedPlace } from "@/components/NeedPlace.tsx";
import { Empty, ResourceView, Skeleton } from "@/components/States.tsx";
import { Tabs } from "@/components/Tabs.tsx";

const TABS = [
  { id: "tasks", label: "Steps and tasks" },
  { id: "sessions", label: "Sessions" },
  { id: "files", label: "Output" },
  { id: "parameters", label: "Parameters" },
] as const;

type TabId = typeof TABS[number]["id"];

const DEFAULTS = { tab: "tasks", step: "", log: "", from: "", farm: "", queue: "" };
const NO_LOG = "none";

const loadFiles = () => import("@/components/attachments/FilesPanel.tsx");
const loadDialog = () => import("@/components/attachments/DownloadDialog.tsx");

/** One job: its head, its steps and tasks, its sessions, and a log at the foot. */
export default function JobPage({ jobId }: { jobId: string }): JSX.Element {
  useChoices();
  const state = useMemo(() => new QueryState(DEFAULTS), []);
  const { tab, step: wantedStep, log, from } = state.values.value;
  const revision = useLive();
  const at = place.value;
  const here = useMemo(() => at && { ...at, jobId }, [at?.farmId, at?.queueId, jobId]);
  const job = useJob(here, revision);
  const steps = useSteps(here, revision);
  const sessions = useSessions(here, revision);
  const { data } = job.state.value;
  const [wanted, download] = useState<FilesOf>();
  const FilesPanel = useLazy(loadFiles, tab === "files");
  const DownloadDialog = useLazy(loadDialog, wanted !== undefined);
  const stepList = steps.state.value.data ?? [];
  const step = stepList.find(({ stepId }) => stepId === wantedStep) ?? stepList[0];
  // Unless one is asked for, the log is that of the newest session.
  const newest = useMemo(
    () =>
      [...sessions.state.value.data ?? []].sort((a, b) =>
        b.startedAt.localeCompare(a.startedAt)
      )[0],
    [sessions.state.value.data],
  );
  const logOf = log === NO_LOG ? undefined : log || newest?.sessionId;
  const openLog = (sessionId: string, at = "") => state.set({ log: sessionId, from: at });
  // A job belongs to its queue: who chooses another wants to see that one's jobs.
  const first = useRef(at?.queueId);
  useEffect(() => {
    first.current ??= at?.queueId;
    if (first.current && first.current !== at?.queueId) location.assign("/jobs");
    else if (at) state.set({ farm: at.farmId, queue: at.queueId });
  }, [at?.farmId, at?.queueId]);
  useEffect(() => {
    if (data) document.title = `${data.name} – Deadline`;
  }, [data?.name]);
  if (!here) return <NeedPlace of="this job" />;
  return (
    <>
      <ResourceView of={job} name="Read the job" rows={3}>
        {(detail) => <JobHead job={detail} place={here} download={download} />}
      </ResourceView>
      <BulkResult />
      <JobDownloads place={here} />
      <Tabs
        label="Parts of the job"
        tabs={TABS}
        chosen={tab as TabId}
        choose={(id) => state.set({ tab: id })}
      />
      <div class="job-body panel" role="tabpanel">
        {tab === "tasks" && (
          <div class="split">
            <aside class="split-left">
              <ResourceView of={steps} name="List steps" rows={3}>
                {(list) => (
                  <StepList
                    steps={list}
                    chosen={step?.stepId}
                    choose={(stepId) => state.set({ step: stepId })}
                  />
                )}
              </ResourceView>
            </aside>
            <div class="split-main">
              {step && (
                <TasksPanel place={here} step={step} openLog={openLog} download={download} />
              )}
            </div>
          </div>
        )}
        {tab === "sessions" && (
          <SessionsPanel
            place={here}
            sessions={sessions}
            open={logOf}
            openLog={openLog}
            revision={revision}
          />
        )}
        {tab === "files" && data && (
          FilesPanel === undefined
            ? <Skeleton rows={8} />
            : FilesPanel instanceof Error
            ? <Empty>This part of the page could not be loaded. Reload the page.</Empty>
            : (
              <FilesPanel
                place={here}
                name={data.name}
                revision={JSON.stringify(data.counts)}
                download={download}
              />
            )
        )}
        {tab === "parameters" && (
          <div class="split-main">
            <div class="page-body">{data && <ParametersPanel job={data} />}</div>
            <FootBar of={job} />
          </div>
        )}
      </div>
      {wanted && DownloadDialog !== undefined && !(DownloadDialog instanceof Error) && (
        <DownloadDialog place={here} of={wanted} close={() => download(undefined)} />
      )}
      {tab === "files" ? null : logOf
        ? (
          <LogDrawer
            place={here}
            sessionId={logOf}
            from={from || undefined}
            close={() => state.set({ log: NO_LOG, from: "" })}
          />
        )
        : newest && (
          <div class="log-closed">
            <button
              type="button"
              class="button"
              onClick={() => state.set({ log: newest.sessionId })}
            >
              Show the log
            </button>
          </div>
        )}
    </>
  );
}
