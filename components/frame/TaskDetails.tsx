import type { ComponentChildren, JSX } from "preact";
import type { CallMeta } from "@deadline/client/wire";
import { CopyableId, CopyButton } from "../Facts.tsx";

/** What the task is called and what it works on. */
export function TaskTitle(
  { name, target }: { name: string; target?: string | undefined },
): JSX.Element {
  const title = target ? `${name} of “${target}”` : name;
  return <span class="cut" title={title}>{title}</span>;
}

/** What {@linkcode TaskDetails} can show. */
export interface TaskDetailsProps {
  requestId: string;
  meta?: Pick<CallMeta, "call" | "awsRequestId" | "retries" | "cli" | "typescript"> | undefined;
  /** How often its call was made again; what `meta` says unless given. */
  retries?: number | undefined;
  /** What went wrong: an error, or a problem from the server. */
  error?: {
    code: string;
    status?: number | undefined;
    operation?: string | undefined;
    awsRequestId?: string | undefined;
  } | undefined;
  log?: readonly { at: string; text: string }[];
}

/** Ids, the call and its equivalents, folded away until somebody needs them. */
export function TaskDetails(
  { requestId, meta, retries = meta?.retries, error, log = [] }: TaskDetailsProps,
): JSX.Element {
  const call = error?.operation ?? meta?.call;
  const awsRequestId = error?.awsRequestId ?? meta?.awsRequestId;
  return (
    <details class="error-details wide-line">
      <summary>Details</summary>
      <dl class="facts">
        {call && <Fact name="Call">{call}</Fact>}
        {error && (
          <Fact name="Code">{error.code}{error.status ? ` (HTTP ${error.status})` : ""}</Fact>
        )}
        {retries ? <Fact name="Retries">{retries}</Fact> : null}
        <Fact name="Request id">
          <CopyableId id={requestId} what="request id" />
        </Fact>
        {awsRequestId && (
          <Fact name="AWS request id">
            <CopyableId id={awsRequestId} what="AWS request id" />
          </Fact>
        )}
      </dl>
      {log.length > 0 && (
        <ul class="tray-log">
          {log.map(({ at, text }, line) => <li key={`${at} ${line}`}>{text}</li>)}
        </ul>
      )}
      {(meta?.cli || meta?.typescript) && (
        <div class="tray-copies">
          {meta.cli && <CopyButton text={meta.cli} what="CLI command" label="Copy as CLI" />}
          {meta.typescript && (
            <CopyButton text={meta.typescript} what="TypeScript" label="Copy as TypeScript" />
          )}
        </div>
      )}
    </details>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
