import { asset } from "fresh/runtime";
import { define } from "../define.ts";

export default define.page(({ Component, state }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Shop</title>
      <link rel="stylesheet" href={asset("/styles.css")} />
    </head>
    <body data-user={state.user}>
      <Component />
    </body>
  </html>
));
