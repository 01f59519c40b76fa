import type { JSX } from "preact";

/** Tabs above a panel; arrow keys go from one to the next. */
export function Tabs<T extends string>(
  { label, tabs, chosen, choose, issues }: {
    label: string;
    tabs: readonly { id: T; label: string }[];
    chosen: T;
    choose: (id: T) => void;
    /** How many things are wrong in each. */
    issues?: Partial<Record<T, number>>;
  },
): JSX.Element {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = (at + step + tabs.length) % tabs.length;
    choose(tabs[next].id);
    const list = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]");
    list[next].focus();
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => choose(id)}
        >
          {label}
          {(issues?.[id] ?? 0) > 0 && (
            <span class="tab-issues">
              {issues![id]}
              <span class="hidden-name">{issues![id] === 1 ? " issue" : " issues"}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
