import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { chooseFarm, chooseQueue, farms, queues, useChoices } from "@/client/choices.ts";
import { type Command, matchCommands, pageCommands } from "@/client/commands.ts";
import { connection, useFacts } from "@/client/facts.ts";
import { useShortcuts } from "@/client/keys.ts";
import { pagesOf } from "@/client/pages.ts";
import { currentTheme, nextTheme } from "@/client/theme.ts";
import { Icon } from "@/components/Icon.tsx";

/** Search or run anything: pages, farms, queues, and what the page at hand can do. */
export default function Palette(): JSX.Element {
  useChoices();
  useFacts();
  const [open, setOpen] = useState(false);
  useShortcuts([{
    keys: "Control+k",
    label: "Search or run anything",
    run: () => setOpen(true),
  }]);
  return (
    <>
      <button
        type="button"
        class="picker-button palette-button"
        onClick={() => setOpen(true)}
        title="Search or run (Ctrl K)"
      >
        <Icon name="search" />
        <span>Search or run…</span>
        <small>Ctrl K</small>
      </button>
      {open && <PaletteDialog close={() => setOpen(false)} />}
    </>
  );
}

function PaletteDialog({ close }: { close: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const found = matchCommands(allCommands(), search);
  if (search.trim() !== "") found.push(findJobs(search.trim()));
  const active = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    close();
    command?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((active + step + found.length) % found.length);
    else if (event.key === "Enter") run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog palette"
      aria-label="Search or run"
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === dialog.current && close()}
      onClose={close}
    >
      <input
        class="field"
        role="combobox"
        aria-label="Search or run"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${active}`}
        placeholder="Search or run…"
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          <li
            key={`${command.note} ${command.label}`}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => index !== active && setAt(index)}
            onClick={() => run(command)}
            ref={index === active ? reveal : undefined}
          >
            <Icon name={command.icon} />
            <span class="cut">{command.label}</span>
            <small>{command.note}</small>
          </li>
        ))}
      </ul>
    </dialog>
  );
}

function reveal(item: HTMLLIElement | null): void {
  item?.scrollIntoView({ block: "nearest" });
}

function allCommands(): Command[] {
  return [
    ...pageCommands.value,
    ...pagesOf(connection.state.value.data?.mode === "local").map((
      { href, label, icon },
    ): Command => ({
      label: `Go to ${label}`,
      icon,
      note: "page",
      run: () => location.assign(href),
    })),
    ...(farms.state.value.data ?? []).map(({ farmId, name }): Command => ({
      label: `Farm ${name}`,
      icon: "folder",
      note: "farm",
      run: () => chooseFarm(farmId),
    })),
    ...(queues.state.value.data ?? []).map(({ queueId, name }): Command => ({
      label: `Queue ${name}`,
      icon: "jobs",
      note: "queue",
      run: () => chooseQueue(queueId),
    })),
    {
      label: `Change the look (now ${currentTheme()})`,
      icon: "light",
      note: "look",
      run: nextTheme,
    },
  ];
}

function findJobs(text: string): Command {
  return {
    label: `Find jobs: ${text}`,
    icon: "search",
    note: "jobs",
    run: () => location.assign(`/jobs?text=${encodeURIComponent(text)}`),
  };
}
