import { App, csp, staticFiles } from "fresh";
import type { State } from "./define.ts";

/** The app that the tests build. */
export const app: App<State> = new App<State>();

app.use(csp({ useNonce: true }));
app.use(staticFiles());
app.fsRoutes();
