import { HttpError, page } from "fresh";
import { define } from "../../define.ts";
import Cancel from "./(_islands)/Cancel.tsx";

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.params.id === "none") throw new HttpError(404);
    return page({ id: ctx.params.id });
  },
  POST: (ctx) => ctx.json({ posted: ctx.params.id }),
});

export default define.page<typeof handler>(({ data }) => (
  <p>
    job {data.id} <Cancel />
  </p>
));
