import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** Few choices, a line each, of which one holds. */
export function RadioLines<Id extends string>({ label, lines, chosen, choose }: {
  label: string;
  /** `at` is the id of the element, for what leads to it. */
  lines: readonly { id: Id; text: string; at?: string }[];
  chosen: Id;
  choose: (id: Id) => void;
}): JSX.Element {
  const name = useId();
  return (
    <div class="radio-lines" role="radiogroup" aria-label={label}>
      {lines.map(({ id, text, at }) => (
        <label key={id} class="choice-line">
          <input
            id={at}
            type="radio"
            name={name}
            checked={chosen === id}
            onChange={() => choose(id)}
          />
          {text}
        </label>
      ))}
    </div>
  );
}
