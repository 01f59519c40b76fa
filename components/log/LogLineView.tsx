import type { JSX } from "preact";
import type { LogLine } from "@/server/contract.ts";
import { parseAnsi, stripAnsi } from "@/client/ansi.ts";
import { formatExact } from "@/client/format.ts";
import { markHits } from "@/client/log_search.ts";

/** One line with its number; colours of the terminal as classes, hits marked. */
export function LogLineView(
  { line, index, search, current }: {
    line: LogLine;
    index: number;
    search: string;
    current: boolean;
  },
): JSX.Element {
  return (
    <div class={current ? "log-line current" : "log-line"} data-n={index}>
      <span class="log-number" title={formatExact(line.at)}>{line.n}</span>
      <span class="log-text">{search === "" ? <Plain of={line} /> : marked(line, search)}</span>
    </div>
  );
}

function Plain({ of }: { of: LogLine }): JSX.Element {
  const spans = parseAnsi(of.text);
  return (
    <>
      {spans.map(({ text, look }, at) =>
        look === "" ? text : <span key={at} class={look}>{text}</span>
      )}
    </>
  );
}

/** While searching colours give way, since hits may cross them. */
function marked(line: LogLine, search: string): JSX.Element[] {
  return markHits(stripAnsi(line.text), search).map(({ text, hit }, at) =>
    hit ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>
  );
}
