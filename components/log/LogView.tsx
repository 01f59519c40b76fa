import type { JSX } from "preact";
import { type MutableRef, useEffect, useRef, useState } from "preact/hooks";
import type { LogLine } from "@/server/contract.ts";
import { formatNumber } from "@/words/amounts.ts";
import { useViewport } from "@/client/use_viewport.ts";
import { visibleRange } from "@/client/visible_range.ts";
import { LogLineView } from "./LogLineView.tsx";

/** How the pane moves the view. */
export interface LogViewHandle {
  /** Brings a line into sight, in the middle unless told. */
  reveal(index: number, place?: "center" | "start"): void;
}

/** What {@linkcode LogView} takes. */
export interface LogViewProps {
  handle: MutableRef<LogViewHandle | null>;
  lines: readonly LogLine[];
  /** Changes when lines came. */
  version: number;
  search: string;
  /** The place of the hit that is shown. */
  hit: number | undefined;
  wrap: boolean;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

const LINE = 20;
/** How near to the end counts as at the end. */
const AT_END = 24;
/** Wrapped lines have no fixed height, so a part of this many is drawn whole. */
const PART = 2000;

/** The lines: those in sight only, or, when wrapped, one part of the log at a time. */
export function LogView(props: LogViewProps): JSX.Element {
  const { handle, lines, version, wrap, follow, onFollow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const [part, setPart] = useState(0);
  const parts = Math.max(1, Math.ceil(lines.length / PART));
  const shownPart = follow ? parts - 1 : Math.min(part, parts - 1);
  const range = wrap
    ? { first: shownPart * PART, end: Math.min(lines.length, (shownPart + 1) * PART) }
    : visibleRange(viewport, LINE, lines.length, 20);

  handle.current = {
    reveal(index, place = "center") {
      setPart(Math.floor(index / PART));
      // After the part with the line is drawn.
      setTimeout(() => {
        const element = scroller.current;
        if (!element) return;
        const above = place === "center" ? element.clientHeight / 2 : 0;
        if (!wrap) element.scrollTop = index * LINE - above;
        else element.querySelector(`[data-n="${index}"]`)?.scrollIntoView({ block: place });
      });
    },
  };

  const settling = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element || !follow) return;
    settling.current = true;
    element.scrollTop = element.scrollHeight;
  }, [version, follow, wrap, viewport.height]);
  const onScroll = () => {
    const element = scroller.current!;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (settling.current) settling.current = false;
    else if (follow && left > AT_END) {
      setPart(shownPart);
      onFollow(false);
    } else if (!follow && left <= 1 && shownPart === parts - 1) onFollow(true);
  };

  const shown = [];
  for (let index = range.first; index < range.end; index++) {
    shown.push(
      <LogLineView
        key={index}
        line={lines[index]}
        index={index}
        search={props.search}
        current={index === props.hit}
      />,
    );
  }
  return (
    <div
      ref={scroller}
      class={wrap ? "log-lines wrapped" : "log-lines"}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log lines"
      onScroll={onScroll}
    >
      {wrap && shownPart > 0 && (
        <button
          type="button"
          class="link"
          onClick={() => {
            onFollow(false);
            setPart(shownPart - 1);
          }}
        >
          Earlier lines, before {formatNumber(range.first + 1)}
        </button>
      )}
      {!wrap && <Space height={range.first * LINE} />}
      {shown}
      {!wrap && <Space height={(lines.length - range.end) * LINE} />}
      {wrap && shownPart < parts - 1 && (
        <button
          type="button"
          class="link"
          onClick={() => setPart(shownPart + 1)}
        >
          Later lines, after {formatNumber(range.end)}
        </button>
      )}
    </div>
  );
}

/** Room for lines out of sight. The height is set on the element: the policy forbids attributes. */
function Space({ height }: { height: number }): JSX.Element {
  return (
    <div
      ref={(element) => {
        if (element) element.style.height = `${height}px`;
      }}
    />
  );
}
