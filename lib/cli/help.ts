import { type Command, GROUPS } from "./commands.ts";
import type { OptionDefinition } from "./options.ts";

/** The help of the program, or of one group of its commands. */
export function groupHelp(group?: string): string {
  const found = GROUPS.find(({ name }) => name === group);
  const listed = found ? found.commands : GROUPS;
  return [
    `Usage: deadline ${group ?? "GROUP"} COMMAND [OPTIONS] [ARGUMENTS]...`,
    "",
    found ? found.summary : "The command line of AWS Deadline Cloud.",
    "",
    found ? "Commands:" : "Groups:",
    ...columns(listed.map(({ name, summary }) => [name, summary])),
    "",
  ].join("\n");
}

/** The help of a command. */
export function commandHelp(command: Command, options: readonly OptionDefinition[]): string {
  const positionals = (command.positionals ?? []).map(({ name, optional }) =>
    optional ? ` [${name}]` : ` ${name}`
  ).join("");
  return [
    `Usage: deadline ${command.path.join(" ")} [OPTIONS]${positionals}`,
    "",
    command.summary,
    "",
    "Options:",
    ...columns(options.map((option) => [optionForm(option), optionText(option)])),
    "",
  ].join("\n");
}

function optionForm({ name, short, value }: OptionDefinition): string {
  return `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
}

function optionText({ description, default: preset, required }: OptionDefinition): string {
  const note = required ? "  [required]" : preset === undefined ? "" : `  [default: ${preset}]`;
  return description + note;
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
