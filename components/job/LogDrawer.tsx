import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { queuePath } from "@/client/api.ts";
import { shortId } from "@/client/format.ts";
import type { JobPlace } from "@/client/job_data.ts";
import { Icon } from "../Icon.tsx";
import { LogPane } from "../log/LogPane.tsx";

const STORED = "log-height";
const LEAST = 120;
const STEP = 24;

/** The log at the foot of the page; its upper edge can be dragged, or moved with the arrow keys. */
export function LogDrawer({ place, sessionId, from, close }: {
  place: JobPlace;
  sessionId: string;
  /** The time at which to open it. */
  from: string | undefined;
  close: () => void;
}): JSX.Element {
  const [height, setHeight] = useState(() => Number(localStorage.getItem(STORED)) || 300);
  const root = useRef<HTMLDivElement>(null);
  const resize = (wanted: number) => {
    const most = (root.current?.parentElement?.clientHeight ?? 800) - LEAST;
    const next = Math.round(Math.max(LEAST, Math.min(most, wanted)));
    setHeight(next);
    localStorage.setItem(STORED, String(next));
  };
  useEffect(() => root.current?.style.setProperty("--log-height", `${height}px`), [height]);
  const onPointerDown = (event: PointerEvent) => {
    const edge = event.currentTarget as HTMLElement;
    const bottom = root.current!.getBoundingClientRect().bottom;
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = (move) => resize(bottom - move.clientY);
    edge.onpointerup = () => edge.onpointermove = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    resize(height + step);
  };
  return (
    <div class="log-drawer" ref={root}>
      <div
        class="log-edge"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the log"
        aria-valuenow={height}
        aria-valuemin={LEAST}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        class="button quiet icon-only log-close"
        title="Close the log"
        onClick={close}
      >
        <Icon name="close" />
        <span class="hidden-name">Close the log</span>
      </button>
      <LogPane
        key={sessionId}
        path={`${queuePath(place.farmId, place.queueId)}/sessions/${sessionId}/log`}
        jobId={place.jobId}
        from={from}
        title={`Log of ${shortId(sessionId)}`}
      />
    </div>
  );
}
