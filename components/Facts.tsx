import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { copyText } from "@/client/copy.ts";
import { Icon } from "./Icon.tsx";

/** A button that copies text and says for a moment that it did. */
export function CopyButton(
  { text, what, label }: { text: string; what: string; label?: string },
): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!await copyText(text, what)) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  if (label) {
    return <button type="button" class="link" onClick={copy}>{copied ? "Copied" : label}</button>;
  }
  return (
    <button type="button" class="copy" onClick={copy} title={`Copy ${what}`}>
      <Icon name={copied ? "check" : "copy"} small />
      <span class="hidden-name">{copied ? "Copied" : `Copy ${what}`}</span>
    </button>
  );
}

/** An id, to read and to copy. */
export function CopyableId({ id, what }: { id: string; what: string }): JSX.Element {
  return (
    <span class="copyable">
      <code class="cut" title={id}>{id}</code>
      <CopyButton text={id} what={what} />
    </span>
  );
}
