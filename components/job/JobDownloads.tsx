import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobPlace } from "@/client/job_data.ts";
import { canRetry, retryOperation, useOperations } from "@/client/operations.ts";
import { OperationProgress } from "../OperationProgress.tsx";

const DISMISSED = "dismissed operations";

/** The downloads of this job that are under way, or ended lately; also those of other tabs. */
export function JobDownloads({ place }: { place: JobPlace }): JSX.Element | null {
  const [dismissed, setDismissed] = useState(readDismissed);
  const mine = useOperations().filter(({ id, kind, about }) =>
    kind === "download" && about?.jobId === place.jobId && !dismissed.includes(id)
  );
  if (mine.length === 0) return null;
  const dismiss = (id: string) => {
    const next = [...dismissed, id].slice(-50);
    setDismissed(next);
    sessionStorage.setItem(DISMISSED, JSON.stringify(next));
  };
  return (
    <div class="job-downloads">
      {mine.map((one) => (
        <OperationProgress
          key={one.id}
          of={one}
          dismiss={() => dismiss(one.id)}
          again={canRetry(one)
            ? () => {
              dismiss(one.id);
              retryOperation(one);
            }
            : undefined}
        />
      ))}
    </div>
  );
}

function readDismissed(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(DISMISSED) ?? "[]");
  } catch {
    return [];
  }
}
