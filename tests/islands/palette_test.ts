import { assertEquals } from "@std/assert";
import { type Command, matchCommands } from "@/client/commands.ts";

const COMMANDS: Command[] = ["Go to Jobs", "Queue jobs and more", "Jobs of today"].map((label) => ({
  label,
  icon: "jobs",
  run: () => {},
}));

Deno.test("the palette finds all words in any order, what begins with the search first", () => {
  const found = (search: string) => matchCommands(COMMANDS, search).map(({ label }) => label);
  assertEquals(found("jobs"), ["Jobs of today", "Go to Jobs", "Queue jobs and more"]);
  assertEquals(found("more QUEUE"), ["Queue jobs and more"]);
  assertEquals(found("nothing like it"), []);
  assertEquals(found(""), COMMANDS.map(({ label }) => label));
});
