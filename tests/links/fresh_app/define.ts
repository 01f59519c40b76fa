import { createDefine, type Define } from "fresh";

/** What middlewares leave for pages. */
export interface State {
  user: string;
}

/** Types routes. */
export const define: Define<State> = createDefine<State>();
