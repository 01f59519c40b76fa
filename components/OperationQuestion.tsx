import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { OperationState } from "@/server/contract.ts";
import { formatNumber } from "@/words/amounts.ts";
import { answerOperation } from "@/client/operations.ts";

/** Items that are drawn before somebody asks for all. */
const AT_ONCE = 200;

/** What an operation wants to know before it goes on, in full, with the answers as buttons. */
export function OperationQuestion({ of }: { of: OperationState }): JSX.Element | null {
  const { question } = of;
  if (!question) return null;
  return (
    <section class="question" role="group" aria-label={question.title}>
      <h3>{question.title}</h3>
      <p>{question.text}</p>
      {question.lists?.map((list) => <QuestionList key={list.label} of={list} />)}
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

function QuestionList(
  { of: { label, items, warns } }: {
    of: NonNullable<NonNullable<OperationState["question"]>["lists"]>[number];
  },
): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, AT_ONCE);
  return (
    <div>
      <h4 class={warns ? "bad-text" : undefined}>{label} ({formatNumber(items.length)})</h4>
      <ul class="mono" tabIndex={0} aria-label={label}>
        {shown.map((item) => <li key={item}>{item}</li>)}
      </ul>
      {shown.length < items.length && (
        <button
          type="button"
          class="link"
          onClick={() => setAll(true)}
        >
          Show all {formatNumber(items.length)}
        </button>
      )}
    </div>
  );
}
