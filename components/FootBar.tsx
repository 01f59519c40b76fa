import type { ComponentChildren, JSX } from "preact";
import { formatDuration, formatExact, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";
import type { Resource } from "@/client/resource.ts";
import { CopyButton } from "./Facts.tsx";

/** What every data panel says of its data: age, call, duration, request id, and the call to copy. */
export function FootBar<T>(
  { of, children }: { of: Resource<T>; children?: ComponentChildren },
): JSX.Element {
  const { meta, error, waiting, stopped } = of.state.value;
  const stale = error !== undefined || stopped !== undefined;
  return (
    <footer class="foot">
      {meta && (
        <span class={stale ? "age stale" : "age"} title={formatExact(meta.at)}>
          {stale ? "Stale, from" : "Newest"} {formatRelative(meta.at, now.value)}
        </span>
      )}
      {waiting === "long" || waiting === "slow"
        ? <span class="age">{meta ? "Refreshing…" : "Loading…"}</span>
        : stale && meta && (
          <span>
            <span class="bad-text">{error?.message ?? "The refresh was stopped"}</span>{" "}
            <button type="button" class="link" onClick={() => of.reload()}>Retry</button>
          </span>
        )}
      {meta && (
        <span class="call cut">
          {meta.call} · {formatDuration(meta.ms)}
          {meta.requestId && (
            <>
              {" · "}
              <code>{meta.requestId}</code>
            </>
          )}
        </span>
      )}
      {meta?.notices?.map((notice) => <span key={notice} class="notice cut">{notice}</span>)}
      <span class="grow" />
      {meta?.cli && <CopyButton text={meta.cli} what="CLI command" label="Copy as CLI" />}
      {meta?.typescript && (
        <CopyButton text={meta.typescript} what="TypeScript" label="Copy as TypeScript" />
      )}
      {children}
    </footer>
  );
}
