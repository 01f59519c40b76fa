import type { ComponentChildren, JSX } from "preact";
import type { TaskError } from "@deadline/client/task";
import { formatDuration } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import type { Resource } from "@/client/resource.ts";
import { retryNow, retryWords, serverRetries } from "@/client/server_retries.ts";
import { Icon } from "./Icon.tsx";
import { CopyableId } from "./Facts.tsx";

/** Nothing there: one sentence and the one next step. */
export function Empty(
  { children, action }: { children: ComponentChildren; action?: ComponentChildren },
): JSX.Element {
  return (
    <div class="state">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** What failed, why, what to do, and the details folded away. */
export function ErrorPanel(
  { what, error, retry }: { what: string; error: TaskError; retry?: () => void },
): JSX.Element {
  return (
    <div class="state state-error" role="alert">
      <h2>
        <Icon name="warning" /> {what} failed
      </h2>
      <p>{error.message}</p>
      {error.hint && <p class="muted">{error.hint}</p>}
      {retry && <button type="button" class="button" onClick={retry}>Retry</button>}
      <ErrorDetails error={error} />
    </div>
  );
}

/** Operation, code and ids of an error, for a support case. */
export function ErrorDetails({ error }: { error: TaskError }): JSX.Element {
  return (
    <details class="error-details">
      <summary>Details</summary>
      <dl class="facts">
        {error.operation && (
          <>
            <dt>Operation</dt>
            <dd>{error.operation}</dd>
          </>
        )}
        <dt>Code</dt>
        <dd>{error.code}{error.status ? ` (HTTP ${error.status})` : ""}</dd>
        {error.requestId && (
          <>
            <dt>Request id</dt>
            <dd>
              <CopyableId id={error.requestId} what="request id" />
            </dd>
          </>
        )}
        {error.awsRequestId && (
          <>
            <dt>AWS request id</dt>
            <dd>
              <CopyableId id={error.awsRequestId} what="AWS request id" />
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

/** What {@linkcode SlowNotice} takes. */
export interface SlowNoticeProps {
  name: string;
  since: number | undefined;
  /** The request that is waited for, where the server may tell more of it. */
  requestId?: string | undefined;
  cancel: () => void;
}

/** A wait of more than three seconds: what for, how long already, and a way out. */
export function SlowNotice({ name, since, requestId, cancel }: SlowNoticeProps): JSX.Element {
  const waited = since === undefined ? 0 : Math.max(0, now.value - since);
  const retry = requestId === undefined ? undefined : serverRetries.value.get(requestId);
  return (
    <div class="slow" role="status">
      <span>
        {name}: no answer for {formatDuration(waited)} yet{retry &&
          `, ${retryWords(retry, now.value)}${retry.why ? `: ${retry.why}` : ""}`}.
      </span>
      {retry && (
        <button type="button" class="link" onClick={() => retryNow(retry)}>Retry now</button>
      )}
      <button type="button" class="link" onClick={cancel}>Cancel</button>
    </div>
  );
}

/** Grey bars where rows will be. */
export function Skeleton({ rows = 6 }: { rows?: number }): JSX.Element {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => <div key={row} class={`bone bone-${row % 4}`} />)}
    </div>
  );
}

/** What {@linkcode ResourceView} takes. */
export interface ResourceViewProps<T> {
  of: Resource<T>;
  /** What is being done, for people: "List workers". */
  name: string;
  /** How many grey rows stand in for the data. */
  rows?: number;
  /** Whether the data counts as nothing. */
  isEmpty?: (data: T) => boolean;
  empty?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/** Data in the state it is in: loading, slow, failed, stopped, empty, or there. */
export function ResourceView<T>(
  { of, name, rows, isEmpty, empty, children }: ResourceViewProps<T>,
): JSX.Element {
  const { data, meta, error, stopped, waiting, since, requestId } = of.state.value;
  const retry = () => of.reload();
  const slow = waiting === "slow" && (
    <SlowNotice
      name={name}
      since={since}
      requestId={requestId}
      cancel={() => of.cancel()}
    />
  );
  if (data !== undefined && (!isEmpty?.(data) || (!meta && waiting !== "no"))) {
    return <>{slow}{children(data)}</>;
  }
  if (data !== undefined && meta) return <>{slow}{empty}</>;
  if (waiting === "no" && error) return <ErrorPanel what={name} error={error} retry={retry} />;
  if (waiting === "no" && stopped) {
    return (
      <Empty
        action={<button type="button" class="button" onClick={retry}>Load again</button>}
      >
        {stopped === "cancelled" ? "You stopped loading this." : "Loading took too long."}
      </Empty>
    );
  }
  return (
    <>
      {slow}
      <div aria-busy={waiting !== "no"}>
        {(waiting === "long" || waiting === "slow") && <Skeleton rows={rows} />}
        {waiting === "long" && <span class="hidden-name" role="status">Loading…</span>}
      </div>
    </>
  );
}
