import type { Context } from "./context.ts";
import type { ArgumentDefinition, OptionDefinition } from "./options.ts";

/** What a command does. */
export type CommandBody = (context: Context) => Promise<void>;

/** A command, as its group lists it. */
export interface CommandEntry {
  /** Its word, after that of the group. */
  name: string;
  /** What it does, in a sentence. */
  summary: string;
  /** Its positional arguments. */
  positionals?: readonly ArgumentDefinition[];
  /** Its own options, besides those that all commands have. */
  options?: readonly OptionDefinition[];
}

/** Commands about one thing. */
export interface CommandGroup {
  /** The word that its commands begin with. */
  name: string;
  /** What they are about. */
  summary: string;
  /** The commands, in the order of the help. */
  commands: readonly CommandEntry[];
}
