import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ParameterField } from "@/server/contract.ts";
import { checkItem } from "@/client/check_parameter.ts";
import { formatCount } from "@/words/amounts.ts";
import { readList, writeList } from "@/client/list_value.ts";
import { FileChooser } from "../files/FileChooser.tsx";
import { Icon, type IconName } from "../Icon.tsx";
import { PathInput, pickOf } from "./PathInput.tsx";

/** The items of a list parameter, each in its own field; they are added, removed and moved. */
export function ListControl({ field, value, onValue, common }: {
  field: ParameterField;
  /** The list as JSON. */
  value: string;
  onValue: (value: string) => void;
  common: { id: string; "aria-describedby": string | undefined };
}): JSX.Element {
  const [choosing, setChoosing] = useState(false);
  const items = readList(value) ?? [];
  const set = (next: string[]) => onValue(writeList(field.type, next));
  const isPath = field.type === "LIST[PATH]";
  const full = items.length >= (field.maxLength ?? Infinity);
  const move = (from: number, to: number) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    set(next);
  };
  return (
    <div
      class="list-control"
      id={common.id}
      role="group"
      tabIndex={-1}
      aria-label={field.label}
      aria-describedby={common["aria-describedby"]}
    >
      {items.length > 0 && (
        <ol>
          {items.map((item, index) => {
            const issue = checkItem(field, item);
            const name = `${field.label}, item ${index + 1}`;
            const button = (icon: IconName, verb: string, run: () => void, disabled = false) => (
              <button
                type="button"
                class="button quiet icon-only"
                title={verb}
                disabled={disabled}
                onClick={run}
              >
                <Icon name={icon} />
                <span class="hidden-name">{`${verb}: ${name}`}</span>
              </button>
            );
            return (
              <li key={index}>
                <Item
                  field={field}
                  name={name}
                  value={item}
                  issue={issue}
                  onValue={(next) => set(items.with(index, next))}
                />
                {button("up", "Move up", () => move(index, index - 1), index === 0)}
                {button("down", "Move down", () =>
                  move(index, index + 1), index + 1 === items.length)}
                {button("close", "Remove", () =>
                  set(items.toSpliced(index, 1)))}
              </li>
            );
          })}
        </ol>
      )}
      <p class="list-foot">
        <button
          type="button"
          class="button"
          disabled={full}
          onClick={() =>
            isPath ? setChoosing(true) : set([...items, emptyItem(field)])}
        >
          <Icon name="plus" small /> {isPath ? "Add…" : "Add"}
        </button>
        <span class="muted">
          {formatCount(items.length, "item")}
          {field.maxLength !== undefined && ` of at most ${field.maxLength}`}
        </span>
      </p>
      {choosing && (
        <FileChooser
          title={`Add to ${field.label}`}
          pick={pickOf(field.control)}
          multiple={pickOf(field.control) !== "new file"}
          filters={field.fileFilters}
          choose={(paths) => set([...items, ...paths].slice(0, field.maxLength))}
          close={() =>
            setChoosing(false)}
        />
      )}
    </div>
  );
}

function Item({ field, name, value, issue, onValue }: {
  field: ParameterField;
  name: string;
  value: string;
  issue: string | undefined;
  onValue: (value: string) => void;
}): JSX.Element {
  const common = { "aria-label": name, "aria-invalid": issue !== undefined, title: issue };
  const onInput = (event: JSX.TargetedEvent<HTMLInputElement | HTMLSelectElement>) =>
    onValue(event.currentTarget.value);
  if (field.type === "LIST[BOOL]") {
    return (
      <input
        {...common}
        type="checkbox"
        checked={value === "true"}
        onChange={(event) => onValue(String(event.currentTarget.checked))}
      />
    );
  }
  if (field.item?.allowedValues) {
    return (
      <select {...common} class="select" value={value} onChange={onInput}>
        {field.item.allowedValues.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    );
  }
  if (field.type === "LIST[PATH]") {
    return (
      <PathInput
        field={{ ...field, label: name }}
        value={value}
        onValue={onValue}
        common={common}
      />
    );
  }
  const isNumber = field.type === "LIST[INT]" || field.type === "LIST[FLOAT]";
  return (
    <input
      {...common}
      class={isNumber ? "field short" : "field"}
      type={isNumber ? "number" : "text"}
      step={isNumber
        ? field.singleStepDelta ?? (field.type === "LIST[INT]" ? 1 : "any")
        : undefined}
      value={value}
      onInput={onInput}
    />
  );
}

function emptyItem({ type, item }: ParameterField): string {
  if (item?.allowedValues) return item.allowedValues[0];
  if (type === "LIST[BOOL]") return "false";
  return type === "LIST[INT]" || type === "LIST[FLOAT]" ? String(item?.minValue ?? 0) : "";
}
