import { Builder } from "fresh/dev";

const [port] = Deno.args;
const builder = new Builder({ root: import.meta.dirname });
await builder.listen(() => import("./main.ts"), {
  hostname: "127.0.0.1",
  port: Number(port),
  onListen: () => console.log("listening"),
});
