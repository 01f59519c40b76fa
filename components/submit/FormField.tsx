import type { ComponentChildren, JSX } from "preact";

/** A label above, the control, its help and what is wrong below. */
export function FormField(
  { id, label, required, help, issue, children }: {
    id: string;
    label: string;
    required?: boolean;
    help?: string | undefined;
    issue?: string | undefined;
    children: ComponentChildren;
  },
): JSX.Element {
  return (
    <div class="form-field">
      <label for={id}>
        {label}
        {required && <span class="muted">(required)</span>}
      </label>
      {children}
      {issue
        ? <p id={`${id}-note`} class="issue bad-text">{issue}</p>
        : help && <p id={`${id}-note`} class="help">{help}</p>}
    </div>
  );
}
