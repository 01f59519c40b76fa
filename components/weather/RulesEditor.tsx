import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { checkRules } from "@/client/weather.ts";

/** The rules as JSON, for weather that no preset has. */
export function RulesEditor(
  { text, apply }: { text: string; apply: (text: string) => void },
): JSX.Element {
  const id = useId();
  // What is typed stays while the rules in force are read again and again.
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? text;
  const wrong = checkRules(shown);
  const send = () => {
    apply(shown);
    setTyped(undefined);
  };
  return (
    <details class="rules">
      <summary>Rules</summary>
      <label class="hidden-name" htmlFor={id}>Rules as JSON</label>
      <textarea
        id={id}
        class="field mono"
        rows={8}
        spellcheck={false}
        value={shown}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {wrong && <p id={`${id}-wrong`} class="issue">{wrong}</p>}
      <p class="muted">
        The first rule that names the operation acts. It may have times, after, probability; and
        latency, stall, reset, throttle, error, expired, clockSkewSeconds, duplicate, slowBody,
        truncate.
      </p>
      <div class="panel-actions">
        <button
          type="button"
          class="button primary"
          disabled={wrong !== undefined || typed === undefined}
          onClick={send}
        >
          Put in force
        </button>
        {typed !== undefined && (
          <button
            type="button"
            class="button"
            onClick={() => setTyped(undefined)}
          >
            Discard
          </button>
        )}
      </div>
    </details>
  );
}
