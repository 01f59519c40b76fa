import type { Context } from "./context.ts";
import { internalsOf } from "./internals.ts";

/** Answers a request, or has it answered by what comes after it. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** The same as {@linkcode Middleware}. */
export type MiddlewareFn<State> = Middleware<State>;

/** A middleware, or a function that loads it when first needed. */
export type MaybeLazyMiddleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response | Middleware<State>>;

/** One middleware of several, called in order; the last one's `next` is the one that was there before. */
export function chain<State>(middlewares: MaybeLazyMiddleware<State>[]): Middleware<State> {
  const steps = [...middlewares];
  return (ctx) => {
    const last = ctx.next;
    return run(ctx, 0);

    async function run(ctx: Context<State>, index: number): Promise<Response> {
      if (index === steps.length) return await last();
      const internals = internalsOf(ctx);
      const { app, layouts } = internals;
      ctx.next = () => run(ctx, index + 1);
      try {
        const result = await steps[index](ctx);
        if (typeof result !== "function") return result;
        steps[index] = result;
        return await result(ctx);
      } catch (error) {
        ctx.error = error;
        throw error;
      } finally {
        Object.assign(internals, { app, layouts });
      }
    }
  };
}
