import { type Command, COMMANDS } from "./commands.ts";
import type { OptionDefinition } from "./options.ts";

/** What each group of commands is about. */
const GROUPS: Record<string, string> = {
  attachment: "Files of job attachments.",
  auth: "Signing in and out, and whether AWS can be called.",
  bundle: "Job bundles.",
  completion: "Completion of commands in the shell.",
  config: "Settings of this workstation.",
  farm: "Farms.",
  fleet: "Fleets.",
  job: "Jobs.",
  manifest: "Job attachment manifests.",
  queue: "Queues.",
  "storage-profile": "Storage profiles.",
  worker: "Workers.",
};

/** The help of the program, or of one group of its commands. */
export function groupHelp(group?: string): string {
  const rows: [string, string][] = group === undefined
    ? Object.entries(GROUPS)
    : COMMANDS.filter(({ path }) => path[0] === group).map((
      { path, summary },
    ) => [path[1], summary]);
  return [
    `Usage: deadline ${group ?? "GROUP"} COMMAND [OPTIONS] [ARGUMENTS]...`,
    "",
    group === undefined ? "The command line of AWS Deadline Cloud." : GROUPS[group],
    "",
    group === undefined ? "Groups:" : "Commands:",
    ...columns(rows),
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
