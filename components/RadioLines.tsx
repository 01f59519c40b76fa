import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** Few choices, a line each, of which one holds. */
export function RadioLines<Id extends string>({ label, lines, chosen, choose }: {
  label: string;
  lines: readonly { id: Id; text: string }[];
  chosen: Id;
  choose: (id: Id) => void;
}): JSX.Element {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label}>
      {lines.map(({ id, text }) => (
        <label key={id} class="choice-line">
          <input type="radio" name={name} checked={chosen === id} onChange={() => choose(id)} />
          {text}
        </label>
      ))}
    </div>
  );
}
