import { define } from "../define.ts";

export const config = { skipAppWrapper: true };

export default define.page(({ params }) => <p>rest: {params.rest}</p>);
