import type { JSX } from "preact";
import type { OperationState } from "@/server/contract.ts";
import { formatNumber } from "@/client/format.ts";
import { answerOperation } from "@/client/operations.ts";

/** What an operation wants to know before it goes on, in full, with the answers as buttons. */
export function OperationQuestion({ of }: { of: OperationState }): JSX.Element | null {
  const { question } = of;
  if (!question) return null;
  return (
    <section class="question" role="group" aria-label={question.title}>
      <h3>{question.title}</h3>
      <p>{question.text}</p>
      {question.lists?.map(({ label, items, warns }) => (
        <div key={label}>
          <h4 class={warns ? "bad-text" : undefined}>
            {label} ({formatNumber(items.length)})
          </h4>
          <ul class="mono" tabIndex={0} aria-label={label}>
            {items.map((item) => <li key={item}>{item}</li>)}
          </ul>
        </div>
      ))}
      <p class="question-choices">
        {question.choices.map(({ id, label, kind }) => (
          <button
            key={id}
            type="button"
            class={kind === "primary" ? "button primary" : kind ? `button ${kind}` : "button"}
            onClick={() => answerOperation(of, id)}
          >
            {label}
          </button>
        ))}
      </p>
    </section>
  );
}
