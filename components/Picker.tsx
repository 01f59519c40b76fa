import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Resource } from "@/client/resource.ts";
import { Icon } from "./Icon.tsx";
import { ErrorPanel, Skeleton, SlowNotice } from "./States.tsx";

/** One thing that can be picked. */
export interface Choice {
  id: string;
  name: string;
  /** Said smaller, beside the name. */
  note?: string | undefined;
}

/** What {@linkcode Picker} takes. */
export interface PickerProps<T> {
  /** What is picked: "Farm". */
  label: string;
  /** The name of what is picked now. */
  current: string | undefined;
  currentId: string | undefined;
  of: Resource<T[]>;
  choiceOf: (item: T) => Choice;
  pick: (id: string) => void;
  /** Stands before the list, whatever is in it: "None". */
  first?: T | undefined;
  /** Shown when the list is empty. */
  empty: string;
  disabled?: boolean;
  /** As a field of a form rather than a word in the header. */
  boxed?: boolean;
  /** The id of a label outside, for a form. */
  labelId?: string;
}

/** A button that opens a list with a filter: a combobox that is honest about loading and failing. */
export function Picker<T>(props: PickerProps<T>): JSX.Element {
  const { label, current, currentId, of, disabled, boxed } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const onDown = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const { waiting } = of.state.value;
  const busy = waiting === "long" || waiting === "slow";
  const isUnknown = currentId !== undefined && isMissing(currentId, props);
  const shown = (current ?? (busy ? "Loading…" : "Choose…")) + (isUnknown ? " (not valid)" : "");
  return (
    <div class={boxed ? "picker boxed" : "picker"} ref={root}>
      <button
        ref={button}
        type="button"
        class="picker-button"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={boxed ? `${label}: ${shown}` : undefined}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        {!boxed && <small>{label}</small>} {isUnknown && <Icon name="warning" small />}
        <span class="cut" title={isUnknown ? "It is not in the list" : undefined}>{shown}</span>
        <Icon name="chevron" small />
      </button>
      {open && <PickerPanel {...props} close={close} />}
    </div>
  );
}

/** Whether the list is there, whole, and does not have what is picked; that stays picked all the same. */
function isMissing<T>(id: string, { of, choiceOf, first }: PickerProps<T>): boolean {
  const { data, meta } = of.state.value;
  const all = [...(first ? [first] : []), ...(data ?? [])];
  return meta !== undefined && !all.some((item) => choiceOf(item).id === id);
}

function PickerPanel<T>(props: PickerProps<T> & { close: () => void }): JSX.Element {
  const { label, currentId, of, choiceOf, pick, empty, close, first } = props;
  const [filter, setFilter] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const { data, error, stopped, waiting, since, requestId } = of.state.value;
  const listed = (data ?? []).map(choiceOf)
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  const choices = [...(first ? [choiceOf(first)] : []), ...listed]
    .filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(filter.toLowerCase()));
  const isEmpty = filter ? choices.length === 0 : listed.length === 0;
  const active = Math.min(at, choices.length - 1);
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    pick(choice.id);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt(Math.max(0, Math.min(choices.length - 1, active + step)));
    else if (event.key === "Enter") choose(choices[active]);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="picker-panel" onKeyDown={onKeyDown}>
      <input
        class="field"
        role="combobox"
        aria-label={`Filter ${label.toLowerCase()} list`}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
        placeholder="Filter…"
        value={filter}
        ref={(input) => input?.focus({ preventScroll: true })}
        onInput={(event) => {
          setFilter(event.currentTarget.value);
          setAt(0);
        }}
      />
      {waiting === "slow" && (
        <SlowNotice
          name={`Loading the ${label.toLowerCase()} list`}
          since={since}
          requestId={requestId}
          cancel={() => of.cancel()}
        />
      )}
      <ul id={`${id}-list`} role="listbox" aria-label={label} aria-busy={waiting !== "no"}>
        {choices.map((choice, index) => (
          <li
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={choice.id === currentId}
            class={index === active ? "active" : undefined}
            title={choice.id}
            onPointerMove={() => index !== active && setAt(index)}
            onClick={() => choose(choice)}
          >
            <span class="cut">{choice.name}</span>
            <small class="cut">{choice.note}</small>
            {choice.id === currentId && <Icon name="check" small />}
          </li>
        ))}
      </ul>
      {!data && (waiting === "long" || waiting === "slow") && <Skeleton rows={3} />}
      {!data && waiting === "no" && error && (
        <ErrorPanel
          what={`Loading the ${label.toLowerCase()} list`}
          error={error}
          retry={() => of.reload()}
        />
      )}
      {!data && waiting === "no" && stopped && (
        <p class="picker-note">
          Stopped.{" "}
          <button type="button" class="link" onClick={() => of.reload()}>Load again</button>
        </p>
      )}
      {data && waiting === "no" && isEmpty && (
        <p class="picker-note">{filter ? `Nothing matches “${filter}”.` : empty}</p>
      )}
    </div>
  );
}
