import { assertEquals } from "@std/assert";
import { configurationPage } from "./configuration_docs.ts";

/** The formatter pads tables and wraps lines; what counts is what they say. */
const words = (text: string) => text.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();

Deno.test("docs/configuration.md says what the table of settings says", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  assertEquals(words(page), words(configurationPage()));
});
