import { type ComponentChildren, type Context, createContext, h } from "preact";

/** Whether what is rendered belongs in the head of the document; undefined outside any document head. */
export const HeadContext: Context<boolean> = createContext(false);

/** What {@linkcode Head} takes. */
export interface HeadProps {
  /** Elements for the head of the document. */
  children?: ComponentChildren;
}

/** Puts elements into the head of the document, wherever it is rendered. */
export function Head(props: HeadProps): ComponentChildren {
  return h(HeadContext.Provider, { value: true }, props.children);
}
