import { App, staticFiles } from "fresh";
import { withoutPages } from "@/server/api_answers.ts";
import { currentConsole } from "@/server/current_console.ts";
import { guard } from "@/server/security/guard.ts";
import type { State } from "@/server/state.ts";

const served = currentConsole();

export const app = new App<State>()
  .use(staticFiles())
  .use((ctx) => {
    ctx.state.console = served;
    return ctx.next();
  })
  .fsRoutes();

// Middleware does not reach files, error pages and bare refusals, so the guard stands around it all.
const makeHandler = app.handler.bind(app);
app.handler = () => guard(withoutPages(makeHandler(), served), served);
