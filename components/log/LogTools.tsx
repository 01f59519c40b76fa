import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { copyText } from "@/client/copy.ts";
import { formatNumber } from "@/words/amounts.ts";
import { useShortcuts } from "@/client/keys.ts";
import { Icon } from "../Icon.tsx";
import { SearchField } from "../SearchField.tsx";

/** What {@linkcode LogTools} takes. */
export interface LogToolsProps {
  title: string;
  search: string;
  onSearch: (text: string) => void;
  /** Which hit is shown, from 1, and of how many. */
  place: number;
  count: number;
  go: (step: number) => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** All lines as text, made when they are copied. */
  text: () => string;
}

/** Search, wrap, follow and copy of a log. */
export function LogTools(props: LogToolsProps): JSX.Element {
  const { title, search, onSearch, place, count, go, wrap, onWrap, follow, onFollow, text } = props;
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useShortcuts([{ keys: "/", label: "Search the log", run: () => field.current?.select() }]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") onSearch("");
  };
  const copy = async () => {
    if (!await copyText(text(), "log")) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div class="log-tools">
      <h2 class="cut">{title}</h2>
      <SearchField
        label="Search the log"
        placeholder="Search  /"
        text={search}
        onText={onSearch}
        field={field}
        onKeyDown={onKeyDown}
      />
      {search !== "" && (
        <span class="muted" role="status">{formatNumber(place)} / {formatNumber(count)}</span>
      )}
      <button
        type="button"
        class="button quiet icon-only"
        title="Previous hit (Shift Enter)"
        disabled={count === 0}
        onClick={() => go(-1)}
      >
        <Icon name="up" />
        <span class="hidden-name">Previous hit</span>
      </button>
      <button
        type="button"
        class="button quiet icon-only"
        title="Next hit (Enter)"
        disabled={count === 0}
        onClick={() => go(1)}
      >
        <Icon name="down" />
        <span class="hidden-name">Next hit</span>
      </button>
      <span class="grow" />
      <button type="button" class="button" aria-pressed={wrap} onClick={() => onWrap(!wrap)}>
        Wrap
      </button>
      <button type="button" class="button" aria-pressed={follow} onClick={() => onFollow(!follow)}>
        Follow
      </button>
      <button type="button" class="button" onClick={copy}>{copied ? "Copied" : "Copy"}</button>
    </div>
  );
}
