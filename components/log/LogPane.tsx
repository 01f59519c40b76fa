import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { stripAnsi } from "@/client/ansi.ts";
import { formatNumber } from "@/words/amounts.ts";
import type { LogLine } from "@/server/contract.ts";
import { findLines } from "@/client/log_search.ts";
import { type LogStream, useLog } from "@/client/log_stream.ts";
import { ErrorPanel, SlowNotice } from "../States.tsx";
import { LogTools } from "./LogTools.tsx";
import { LogView, type LogViewHandle } from "./LogView.tsx";

const CLOCKS_DIFFER = 100;

/** The log of a session: follow, search, wrap, copy. Lines are text and nothing else. */
export function LogPane(
  { path, jobId, title, from }: {
    path: string;
    jobId: string;
    title: string;
    /** When what the person wants to see began; the log opens there. */
    from: string | undefined;
  },
): JSX.Element {
  const log = useLog(path, jobId);
  const { version, status, error, since } = log.state.value;
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(false);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const view = useRef<LogViewHandle | null>(null);
  const found = useMemo(() => findLines(log.lines, search), [log, version, search]);
  const hit = found.length > 0 ? found[Math.min(at, found.length - 1)] : undefined;
  const go = (next: number) => {
    if (found.length === 0) return;
    const place = (next + found.length) % found.length;
    setAt(place);
    setFollow(false);
    view.current?.reveal(found[place]);
  };
  // The first hit comes into sight as soon as there is one, but later lines do not move the page.
  useEffect(() => {
    setAt(0);
    if (search !== "" && found.length > 0) {
      setFollow(false);
      view.current?.reveal(found[0]);
    }
  }, [search]);
  const started = useMemo(() => findFrom(log.lines, from), [log, version, from]);
  // Once the place is known it is shown; what comes later does not bring the reader back to it.
  useEffect(() => {
    if (started === undefined) return;
    setFollow(false);
    view.current?.reveal(started, "start");
  }, [from, started !== undefined]);
  return (
    <section class="log" aria-label={title}>
      <LogTools
        title={title}
        search={search}
        onSearch={setSearch}
        place={found.length > 0 ? Math.min(at, found.length - 1) + 1 : 0}
        count={found.length}
        go={(step) => go(at + step)}
        wrap={wrap}
        onWrap={setWrap}
        follow={follow}
        onFollow={setFollow}
        text={() => log.lines.map((line) => stripAnsi(line.text)).join("\n")}
      />
      {status === "waiting" && <Wait log={log} since={since} />}
      {status === "failed" && error && log.lines.length === 0
        ? <ErrorPanel what="Reading the log" error={error} retry={() => log.open()} />
        : (
          <LogView
            handle={view}
            lines={log.lines}
            version={version}
            search={search}
            hit={hit}
            wrap={wrap}
            follow={follow}
            onFollow={setFollow}
          />
        )}
      <LogFoot log={log} />
    </section>
  );
}

/** The first line at or after a time; a clock that is off by a moment must not skip the beginning. */
function findFrom(lines: readonly LogLine[], from: string | undefined): number | undefined {
  if (!from) return undefined;
  const time = Date.parse(from) - CLOCKS_DIFFER;
  const index = lines.findIndex(({ at }) => Date.parse(at) >= time);
  return index < 0 ? undefined : index;
}

function Wait({ log, since }: { log: LogStream; since: number }): JSX.Element | null {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 3000);
    return () => clearTimeout(timer);
  }, [since]);
  if (!slow) return null;
  return <SlowNotice name="Read the log" since={since} cancel={() => log.stop()} />;
}

function LogFoot({ log }: { log: LogStream }): JSX.Element {
  const { status, error, meta } = log.state.value;
  const words = {
    waiting: "Reading…",
    open: "Open: new lines show as they come",
    ended: log.lines.length === 0 ? "The session wrote nothing." : "Complete",
    stopped: "Stopped by you",
    failed: error ? `Interrupted: ${error.message}` : "Interrupted",
  };
  return (
    <div class="log-foot muted">
      <span>{formatNumber(log.lines.length)} lines</span>
      <span class="cut">{words[status]}</span>
      {(status === "stopped" || status === "failed") && (
        <button
          type="button"
          class="link"
          onClick={() => log.open()}
        >
          Read on
        </button>
      )}
      <span class="grow" />
      {meta?.call && <span class="cut">{meta.call}</span>}
    </div>
  );
}
