import { createDefine } from "fresh";
import type { Console } from "./console.ts";

/** What every middleware and route of the console finds in `ctx.state`. */
export interface State {
  /** The console of this process: sessions, selection, operations. */
  console: Console;
}

/** Fresh's helpers that give routes and pages their types. */
export const define = createDefine<State>();
