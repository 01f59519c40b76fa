import { type ComponentChildren, Fragment, h, type VNode } from "preact";

/** Puts comments around content, by which the browser finds it again. */
export function mark(content: ComponentChildren, kind: string, text: string): VNode {
  return h(Fragment, null, comment(`frsh:${kind}:${text}`), content, comment(`/frsh:${kind}`));
}

/** A key as it may stand in a comment, where colons part the fields. */
export function keyText(key: unknown): string {
  return String(key ?? "").replaceAll(":", "_");
}

/** The renderer has a way to write comments that its types do not tell of. */
function comment(text: string): VNode {
  return h(Fragment, { UNSTABLE_comment: text } as object);
}
