/**
 * Writes `docs/configuration.md` from the table of settings in code: `deno run -A
 * tests/lib/configuration_docs.ts`.
 *
 * @module
 */
import { SETTING_NAMES, SETTINGS, type SettingScope } from "@deadline/client/config";

const PATH = new URL("../../docs/configuration.md", import.meta.url);

const SCOPES: Record<SettingScope, string> = {
  global: "the workstation",
  profile: "the profile",
  farm: "the farm",
  queue: "the queue",
};

const INTRO = `# Configuration

The settings of a workstation are in \`~/.deadline/config\`, or the file that
\`DEADLINE_CONFIG_FILE_PATH\` names; the Python client and its plug-ins read and write the same file.
See and change them with \`deadline config list|get|set|clear\` or on the Settings page. A value that is
not allowed is refused when it is set, and one that stands in the file all the same is told of and not
used.

A setting of a profile, farm or queue has a value of its own for each of them. Options of one call,
such as \`--profile\` or \`--yes\`, are never stored.

`;

const OUTRO = `
Environment variables: \`DEADLINE_CONFIG_FILE_PATH\`, \`DEADLINE_CLOUD_REGIONS\` (instead of
\`settings.deadline_regions\`), \`DEADLINE_ALLOW_PRIVATE_ENDPOINT\`; of AWS \`AWS_PROFILE\`, \`AWS_REGION\`,
\`AWS_CONFIG_FILE\`, \`AWS_SHARED_CREDENTIALS_FILE\`, \`AWS_ENDPOINT_URL\` and
\`AWS_ENDPOINT_URL_<SERVICE>\`, \`AWS_CA_BUNDLE\`; \`HTTPS_PROXY\` and \`NO_PROXY\`. This machine itself is never
reached through a proxy.

\`deadline auth status\` ends with 0 if AWS can be called, 3 if somebody has to sign in, 4 if AWS
cannot be reached, and 1 if something else has to be put right; it says what, and how.
`;

/** The page, as the table of settings has it. */
export function configurationPage(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { default: preset, scope, choices, description } = SETTINGS[name];
    const values = choices ? ` (${choices.join(", ")})` : "";
    return `| \`${name}\` | ${preset === "" ? "" : `\`${preset}\``} | ${
      SCOPES[scope]
    } | ${description}${values} |`;
  });
  const table = ["| setting | default | of | what it is |", "| --- | --- | --- | --- |", ...rows];
  return `${INTRO}${table.join("\n")}\n${OUTRO}`;
}

if (import.meta.main) await Deno.writeTextFile(PATH, configurationPage());
