import type { JSX, Ref } from "preact";

/** What {@linkcode SearchField} takes. */
export interface SearchFieldProps {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  field?: Ref<HTMLInputElement>;
}

/** A field for what is looked for in a list or a text. */
export function SearchField(
  { label, placeholder, text, onText, onKeyDown, field }: SearchFieldProps,
): JSX.Element {
  return (
    <input
      ref={field}
      type="search"
      class="field"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
