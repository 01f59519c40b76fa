// The serving process of the console, with a look at its event loop.
import "./_loop_delay.ts";
import { serve } from "@/server/serve.ts";

await serve();
