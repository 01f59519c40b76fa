import { SETTING_NAMES } from "../config/settings.ts";
import { type Command, COMMANDS, GROUPS } from "./commands.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** What may follow the words of a command line so far. */
interface Branch {
  /** The words so far, after the program's name. */
  words: readonly string[];
  /** The words that may come next. */
  next: readonly string[];
}

/** Everything that can be completed: groups, their commands, options, choices, settings. */
function branches(): Branch[] {
  return [
    { words: [], next: GROUPS.map(({ name }) => name) },
    ...GROUPS.map(({ name, commands }) => ({
      words: [name],
      next: commands.map(({ name }) => name),
    })),
    ...COMMANDS.flatMap(commandBranches),
  ];
}

function commandBranches({ path, options = [], positionals = [] }: Command): Branch[] {
  const all = [
    ...options,
    ...COMMON_OPTIONS.filter(({ name }) => options.every((option) => option.name !== name)),
  ];
  const settings = positionals[0]?.name === "SETTING_NAME" ? SETTING_NAMES : [];
  return [
    { words: path, next: [...settings, ...all.map(({ name }) => `--${name}`)] },
    ...all.map((option) => ({
      words: [...path, `--${option.name}`],
      // A flag takes no value, so that another option may follow it.
      next: option.value ? option.choices ?? [] : all.map(({ name }) => `--${name}`),
    })),
  ];
}

/** Bash and zsh look the words up in a `case`; no word of ours needs quoting inside it. */
function cases(): string {
  return branches().map(({ words, next }) =>
    `    "${words.join(" ")}") next="${next.join(" ")}" ;;`
  )
    .join("\n");
}

/** The lines that find out which words count: group, command, and the option just before. */
const KNOWN_BY = `  local key="\${words[*]:0:2}" next=""
  if ((\${#words[@]} > 2)) && [[ "\${words[\${#words[@]}-1]}" == --* ]]; then
    key="$key \${words[\${#words[@]}-1]}"
  fi`;

/** What makes bash complete the words of a command line. */
export function bashCompletion(): string {
  return `_deadline() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
${KNOWN_BY}
  case "$key" in
${cases()}
    *) next="" ;;
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
  if ((\${#COMPREPLY[@]} == 0)); then
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
  fi
}
complete -F _deadline deadline
`;
}

/** What makes zsh complete the words of a command line; it may be sourced, or lie in the `fpath`. */
export function zshCompletion(): string {
  return `#compdef deadline
_deadline() {
  setopt local_options ksh_arrays
  local typed=("\${words[@]}")
  local words=("\${typed[@]:1:$((CURRENT - 2))}")
${KNOWN_BY}
  case "$key" in
${cases()}
    *) next="" ;;
  esac
  if [[ -z "$next" ]]; then _files; else compadd -- \${=next}; fi
}
if [[ "\${funcstack[1]}" == _deadline ]]; then _deadline "$@"; else compdef _deadline deadline; fi
`;
}

/** What makes fish complete the words of a command line. */
export function fishCompletion(): string {
  const groups = GROUPS.map(({ name }) => name).join(" ");
  const lines = [`complete -c deadline -f -n __fish_use_subcommand -a "${groups}"`];
  for (const { name: group, commands } of GROUPS) {
    const names = commands.map(({ name }) => name);
    const seen = `__fish_seen_subcommand_from ${group}`;
    const open = `${seen}; and not __fish_seen_subcommand_from ${names.join(" ")}`;
    lines.push(`complete -c deadline -f -n "${open}" -a "${names.join(" ")}"`);
  }
  for (const { path: [group, name], summary, options = [], positionals = [] } of COMMANDS) {
    const here = `__fish_seen_subcommand_from ${group}; and __fish_seen_subcommand_from ${name}`;
    if (positionals[0]?.name === "SETTING_NAME") {
      lines.push(`complete -c deadline -f -n "${here}" -a "${SETTING_NAMES.join(" ")}"`);
    }
    for (const { name: option, value, choices, description } of [...options, ...COMMON_OPTIONS]) {
      const argument = choices ? ` -x -a "${choices.join(" ")}"` : value ? " -r" : "";
      const text = description.replaceAll(/["\\$`]/g, "");
      lines.push(`complete -c deadline -n "${here}" -l ${option}${argument} -d "${text}"`);
    }
    lines.push(`# ${group} ${name}: ${summary}`);
  }
  return lines.join("\n") + "\n";
}
