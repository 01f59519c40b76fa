import type { JSX } from "preact";
import {
  type AmountDraft,
  HARDWARE,
  HOST_CHOICES,
  type HostDraft,
  MOST_HARDWARE,
} from "@/client/host_requirements.ts";
import type { Issues } from "@/client/submit_form.ts";
import { Icon } from "../Icon.tsx";
import { RadioLines } from "../RadioLines.tsx";

const LINES = [
  { id: "all", text: "Run on all workers that the queue has" },
  {
    id: "custom",
    text: "Run on workers that meet these requirements, which every step gets",
    at: "hosts-custom",
  },
] as const;

/** What the workers of this job must have: any of them, or those that fit. */
export function HostsPanel({ hosts, issues, change }: {
  hosts: HostDraft;
  issues: Issues;
  change: (hosts: HostDraft) => void;
}): JSX.Element {
  const set = (part: Partial<HostDraft>) => change({ ...hosts, ...part });
  return (
    <>
      <fieldset class="form-group">
        <legend>Workers</legend>
        <RadioLines
          label="Which workers"
          lines={LINES}
          chosen={hosts.custom ? "custom" : "all"}
          choose={(id) => set({ custom: id === "custom" })}
        />
        <Note of="hosts-custom" issues={issues} />
      </fieldset>
      {hosts.custom && (
        <>
          <System hosts={hosts} set={set} />
          <Hardware hosts={hosts} issues={issues} set={set} />
          <OwnAmounts hosts={hosts} issues={issues} set={set} />
          <OwnAttributes hosts={hosts} issues={issues} set={set} />
        </>
      )}
    </>
  );
}

interface PartProps {
  hosts: HostDraft;
  issues: Issues;
  set: (part: Partial<HostDraft>) => void;
}

function System({ hosts, set }: Omit<PartProps, "issues">): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>System</legend>
      {HOST_CHOICES.map(({ id, label, values }) => (
        <div key={id} class="requirement" role="group" aria-label={label}>
          <span>{label}</span>
          <span class="choices">
            {values.map(({ value, label }) => (
              <label key={value} class="choice-line">
                <input
                  type="checkbox"
                  checked={hosts[id].includes(value)}
                  onChange={() =>
                    set({
                      [id]: hosts[id].includes(value)
                        ? hosts[id].filter((one) => one !== value)
                        : [...hosts[id], value],
                    })}
                />
                {label}
              </label>
            ))}
          </span>
        </div>
      ))}
      <p class="help">With none checked, any will do.</p>
    </fieldset>
  );
}

function Hardware({ hosts, issues, set }: PartProps): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>Hardware</legend>
      {HARDWARE.map(({ id, label }) => {
        const amount = hosts.amounts[id] ?? { min: "", max: "" };
        return (
          <div key={id} class="requirement">
            <span id={`hosts-${id}-label`}>{label}</span>
            <Amount
              id={`hosts-${id}`}
              label={label}
              of={amount}
              step={1}
              issues={issues}
              onValue={(next) => set({ amounts: { ...hosts.amounts, [id]: next } })}
            />
            <Note of={`hosts-${id}`} issues={issues} />
          </div>
        );
      })}
    </fieldset>
  );
}

function OwnAmounts({ hosts, issues, set }: PartProps): JSX.Element {
  const { ownAmounts } = hosts;
  return (
    <fieldset class="form-group">
      <legend>Custom amounts</legend>
      {ownAmounts.map((amount, index) => (
        <div key={index} class="requirement own">
          <OwnName
            prefix="amount."
            what={`amount ${index + 1}`}
            example="licenses.nuke"
            name={amount.name}
            isWrong={issues.has(`hosts-amount-${index}`)}
            onName={(name) => set({ ownAmounts: ownAmounts.with(index, { ...amount, name }) })}
          />
          <Amount
            id={`hosts-amount-${index}`}
            label={`amount ${index + 1}`}
            of={amount}
            step={0.01}
            issues={issues}
            onValue={(next) => set({ ownAmounts: ownAmounts.with(index, { ...amount, ...next }) })}
          />
          <Remove
            what={`amount ${index + 1}`}
            run={() => set({ ownAmounts: ownAmounts.toSpliced(index, 1) })}
          />
          <Note of={`hosts-amount-${index}`} issues={issues} />
        </div>
      ))}
      <p>
        <button
          type="button"
          class="button"
          onClick={() => set({ ownAmounts: [...ownAmounts, { name: "", min: "", max: "" }] })}
        >
          <Icon name="plus" small /> Add an amount
        </button>
      </p>
    </fieldset>
  );
}

function OwnAttributes({ hosts, issues, set }: PartProps): JSX.Element {
  const { ownAttributes } = hosts;
  return (
    <fieldset class="form-group">
      <legend>Custom attributes</legend>
      {ownAttributes.map((attribute, index) => {
        const id = `hosts-attribute-${index}`;
        const put = (part: Partial<typeof attribute>) =>
          set({ ownAttributes: ownAttributes.with(index, { ...attribute, ...part }) });
        return (
          <div key={index} class="requirement own">
            <OwnName
              prefix="attr."
              what={`attribute ${index + 1}`}
              example="site"
              name={attribute.name}
              isWrong={issues.has(id)}
              onName={(name) => put({ name })}
            />
            <span class="choices">
              <select
                class="select"
                aria-label={`How attribute ${index + 1} must fit`}
                value={attribute.mode}
                onChange={(event) => put({ mode: event.currentTarget.value as "anyOf" | "allOf" })}
              >
                <option value="anyOf">Any of</option>
                <option value="allOf">All of</option>
              </select>
              <input
                id={id}
                class="field"
                aria-label={`Values of attribute ${index + 1}`}
                placeholder="berlin, oslo"
                spellcheck={false}
                value={attribute.values}
                aria-invalid={issues.has(id)}
                aria-describedby={issues.has(id) ? `${id}-note` : undefined}
                onInput={(event) => put({ values: event.currentTarget.value })}
              />
            </span>
            <Remove
              what={`attribute ${index + 1}`}
              run={() => set({ ownAttributes: ownAttributes.toSpliced(index, 1) })}
            />
            <Note of={id} issues={issues} />
          </div>
        );
      })}
      <p>
        <button
          type="button"
          class="button"
          onClick={() =>
            set({ ownAttributes: [...ownAttributes, { name: "", mode: "anyOf", values: "" }] })}
        >
          <Icon name="plus" small /> Add an attribute
        </button>
      </p>
    </fieldset>
  );
}

function Amount({ id, label, of, step, issues, onValue }: {
  id: string;
  label: string;
  of: AmountDraft;
  step: number;
  issues: Issues;
  onValue: (amount: AmountDraft) => void;
}): JSX.Element {
  const input = (key: "min" | "max", word: string) => (
    <input
      // The least is where an issue leads to.
      id={key === "min" ? id : undefined}
      class="field short"
      type="number"
      min={0}
      max={MOST_HARDWARE}
      step={step}
      placeholder={word}
      aria-label={`${word} of ${label}`}
      aria-invalid={issues.has(id)}
      aria-describedby={issues.has(id) ? `${id}-note` : undefined}
      value={of[key]}
      onInput={(event) => onValue({ min: of.min, max: of.max, [key]: event.currentTarget.value })}
    />
  );
  return (
    <span class="choices">
      {input("min", "Minimum")}
      <span class="muted" aria-hidden="true">to</span>
      {input("max", "Maximum")}
    </span>
  );
}

function OwnName({ prefix, what, example, name, isWrong, onName }: {
  prefix: string;
  what: string;
  example: string;
  name: string;
  isWrong: boolean;
  onName: (name: string) => void;
}): JSX.Element {
  return (
    <span class="prefixed">
      <span class="mono muted">{prefix}</span>
      <input
        class="field mono"
        aria-label={`Name of ${what}`}
        placeholder={example}
        spellcheck={false}
        value={name}
        aria-invalid={isWrong}
        onInput={(event) => onName(event.currentTarget.value)}
      />
    </span>
  );
}

function Remove({ what, run }: { what: string; run: () => void }): JSX.Element {
  return (
    <button type="button" class="button quiet icon-only" title="Remove" onClick={run}>
      <Icon name="close" />
      <span class="hidden-name">Remove {what}</span>
    </button>
  );
}

function Note({ of, issues }: { of: string; issues: Issues }): JSX.Element | null {
  const issue = issues.get(of);
  return issue ? <p id={`${of}-note`} class="issue bad-text">{issue.text}</p> : null;
}
