// deno-fmt-ignore-file -- one case a line reads as the table that it is
/** A template, whether it may be used, and if not, at which path the first problem is. */
export interface TemplateCase {
  what: string;
  template: Record<string, unknown>;
  /** Undefined for a template that is sound. */
  wrongAt?: string;
}

const RUN = { command: "render", args: ["{{Param.Name}}"] };
const SCRIPT = { actions: { onRun: RUN } };
const NAME = { name: "Name", type: "STRING", default: "x" };

/** A job with one step. */
export function job(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specificationVersion: "jobtemplate-2023-09",
    name: "Job",
    parameterDefinitions: [NAME],
    steps: [{ name: "Step", script: SCRIPT }],
    ...changes,
  };
}

const step = (changes: Record<string, unknown>) =>
  job({ steps: [{ name: "Step", script: SCRIPT, ...changes }] });
const action = (changes: Record<string, unknown>) =>
  step({ script: { actions: { onRun: { ...RUN, ...changes } } } });
const parameter = (definition: Record<string, unknown>) =>
  job({ parameterDefinitions: [NAME, { name: "P", ...definition }] });
const file = (changes: Record<string, unknown>) =>
  step({ script: { ...SCRIPT, embeddedFiles: [{ name: "F", type: "TEXT", data: "x", ...changes }] } });
const environment = (changes: Record<string, unknown>) =>
  job({ jobEnvironments: [{ name: "E", variables: { A: "b" }, ...changes }] });
const space = (...definitions: Record<string, unknown>[]) =>
  step({ parameterSpace: { taskParameterDefinitions: definitions } });
const combined = (combination: string) =>
  step({
    parameterSpace: {
      taskParameterDefinitions: [
        { name: "A", type: "INT", range: "1-2" },
        { name: "B", type: "INT", range: [3, 4] },
      ],
      combination,
    },
  });
const host = (requirements: unknown) => step({ hostRequirements: requirements });

const NAMED = "parameterDefinitions[1]";
const ON_RUN = "steps[0] -> script -> actions -> onRun";
const FILE = "steps[0] -> script -> embeddedFiles[0]";
const SPACE = "steps[0] -> parameterSpace";
const TASK = `${SPACE} -> taskParameterDefinitions[0]`;
const HOST = "steps[0] -> hostRequirements";
const ENVIRONMENT = "jobEnvironments[0]";

type Row = [what: string, template: Record<string, unknown>, wrongAt?: string];

const ROWS: Row[] = [
  ["the smallest job", job({ parameterDefinitions: undefined, steps: [{ name: "S", script: { actions: { onRun: { command: "x" } } } }] })],
  ["an unknown field", job({ colour: "red" }), "colour"],
  ["a version that is not known", job({ specificationVersion: "jobtemplate-2099-01" }), "specificationVersion"],
  ["no name", job({ name: undefined }), "name"],
  ["an empty name", job({ name: "" }), "name"],
  ["a name that refers to a parameter", job({ name: "{{Param.Name}} {{ RawParam.Name }}" })],
  ["a name of 128 characters", job({ name: "x".repeat(128) })],
  ["a name that is too long", job({ name: "x".repeat(129) }), "name"],
  ["a name with a line break", job({ name: "a\nb" }), "name"],
  ["a reference to no parameter", job({ name: "{{Param.Nome}}" }), "name"],
  ["a reference that is never closed", job({ name: "{{Param.Name" }), "name"],
  ["a reference that holds no name", job({ name: "{{1+}}" }), "name"],
  ["single braces", job({ name: "{Param.Name} }" })],
  ["a description of 2048 characters", job({ description: "x".repeat(2048) })],
  ["a description that is too long", job({ description: "x".repeat(2049) }), "description"],
  ["no steps", job({ steps: [] }), "steps"],
  ["two steps of one name", job({ steps: [{ name: "S", script: SCRIPT }, { name: "S", script: SCRIPT }] }), "steps[1]"],
  ["an extension that is not known", job({ extensions: ["NO_SUCH_THING"] }), "extensions[0]"],
  ["a schema address", job({ $schema: "https://example.com/schema.json" })],
  ["no parameters in the list of them", job({ parameterDefinitions: [] }), "parameterDefinitions"],
  ["51 parameters", job({ parameterDefinitions: [NAME, ...Array.from({ length: 50 }, (_, i) => ({ name: `P${i}`, type: "INT" }))] }), "parameterDefinitions"],
  ["two parameters of one name", job({ parameterDefinitions: [NAME, NAME] }), "parameterDefinitions[1]"],

  ["a parameter without a type", parameter({}), `${NAMED} -> type`],
  ["a parameter of an unknown type", parameter({ type: "COLOR" }), `${NAMED} -> type`],
  ["a parameter name that begins with a digit", parameter({ name: "1st", type: "INT" }), `${NAMED} -> name`],
  ["a parameter name of 65 characters", parameter({ name: "a".repeat(65), type: "INT" }), `${NAMED} -> name`],
  ["STRING with all rules", parameter({ type: "STRING", minLength: 1, maxLength: 5, default: "abc", description: "d" })],
  ["STRING with a number as default", parameter({ type: "STRING", default: 5 }), `${NAMED} -> default`],
  ["STRING with a default that is too short", parameter({ type: "STRING", minLength: 2, default: "a" }), `${NAMED} -> default`],
  ["STRING with lengths the wrong way round", parameter({ type: "STRING", minLength: 5, maxLength: 2 }), `${NAMED} -> maxLength`],
  ["STRING with an allowed value that is too long", parameter({ type: "STRING", maxLength: 2, allowedValues: ["abc"] }), `${NAMED} -> allowedValues[0]`],
  ["STRING with a default that is not allowed", parameter({ type: "STRING", allowedValues: ["a"], default: "b" }), `${NAMED} -> default`],
  ["STRING with no allowed values", parameter({ type: "STRING", allowedValues: [] }), `${NAMED} -> allowedValues`],
  ["STRING with minValue", parameter({ type: "STRING", minValue: 1 }), `${NAMED} -> minValue`],
  ["a line of text", parameter({ type: "STRING", userInterface: { control: "LINE_EDIT", label: "L", groupLabel: "G" } })],
  ["a line of text with allowed values", parameter({ type: "STRING", allowedValues: ["a"], userInterface: { control: "LINE_EDIT" } }), `${NAMED} -> userInterface -> control`],
  ["a list without allowed values", parameter({ type: "STRING", userInterface: { control: "DROPDOWN_LIST" } }), `${NAMED} -> userInterface -> control`],
  ["a check box", parameter({ type: "STRING", allowedValues: ["Yes", "no"], userInterface: { control: "CHECK_BOX" } })],
  ["a check box with other values", parameter({ type: "STRING", allowedValues: ["a", "b"], userInterface: { control: "CHECK_BOX" } }), `${NAMED} -> userInterface -> control`],
  ["a hidden parameter", parameter({ type: "STRING", userInterface: { control: "HIDDEN" } })],
  ["a spin box for text", parameter({ type: "STRING", userInterface: { control: "SPIN_BOX" } }), `${NAMED} -> userInterface -> control`],
  ["a label of 65 characters", parameter({ type: "STRING", userInterface: { control: "LINE_EDIT", label: "x".repeat(65) } }), `${NAMED} -> userInterface -> label`],
  ["INT with texts for numbers", parameter({ type: "INT", default: "5", minValue: "1", maxValue: "9", allowedValues: ["5", 6] })],
  ["INT with a fraction", parameter({ type: "INT", default: 1.5 }), `${NAMED} -> default`],
  ["INT with true", parameter({ type: "INT", default: true }), `${NAMED} -> default`],
  ["INT with a default that is too large", parameter({ type: "INT", maxValue: 3, default: 4 }), `${NAMED} -> default`],
  ["INT with bounds the wrong way round", parameter({ type: "INT", minValue: 3, maxValue: 1 }), `${NAMED} -> maxValue`],
  ["INT with a spin box", parameter({ type: "INT", userInterface: { control: "SPIN_BOX", singleStepDelta: 2 } })],
  ["INT with a step of 0", parameter({ type: "INT", userInterface: { control: "SPIN_BOX", singleStepDelta: 0 } }), `${NAMED} -> userInterface -> singleStepDelta`],
  ["INT with decimals", parameter({ type: "INT", userInterface: { control: "SPIN_BOX", decimals: 2 } }), `${NAMED} -> userInterface -> decimals`],
  ["FLOAT with all rules", parameter({ type: "FLOAT", default: "1.50", minValue: 0.5, maxValue: 2, userInterface: { control: "SPIN_BOX", decimals: 2, singleStepDelta: 0.1 } })],
  ["FLOAT with a word", parameter({ type: "FLOAT", default: "fast" }), `${NAMED} -> default`],
  ["FLOAT that is infinite", parameter({ type: "FLOAT", default: "inf" }), `${NAMED} -> default`],
  ["PATH with all rules", parameter({ type: "PATH", objectType: "FILE", dataFlow: "IN", default: "a.png", userInterface: { control: "CHOOSE_INPUT_FILE", fileFilters: [{ label: "All", patterns: ["*", "*.*", "*.png"] }], fileFilterDefault: { label: "PNG", patterns: ["*.png"] } } })],
  ["PATH with an unknown data flow", parameter({ type: "PATH", dataFlow: "SIDEWAYS" }), `${NAMED} -> dataFlow`],
  ["PATH with a folder dialog and filters", parameter({ type: "PATH", userInterface: { control: "CHOOSE_DIRECTORY", fileFilters: [{ label: "All", patterns: ["*"] }] } }), `${NAMED} -> userInterface -> fileFilters`],
  ["PATH with a strange pattern", parameter({ type: "PATH", objectType: "FILE", userInterface: { control: "CHOOSE_INPUT_FILE", fileFilters: [{ label: "All", patterns: ["a?b"] }] } }), `${NAMED} -> userInterface -> fileFilters[0] -> patterns[0]`],
  ["PATH in the name of the job", job({ parameterDefinitions: [{ name: "P", type: "PATH" }], name: "{{Param.P}}", steps: [{ name: "S", script: { actions: { onRun: { command: "x" } } } }] }), "name"],
  ["PATH as it was given in the name of the job", job({ parameterDefinitions: [{ name: "P", type: "PATH" }], name: "{{RawParam.P}}", steps: [{ name: "S", script: { actions: { onRun: { command: "{{Param.P}}" } } } }] })],

  ["an empty command", action({ command: "" }), `${ON_RUN} -> command`],
  ["no arguments in the list of them", action({ args: [] }), `${ON_RUN} -> args`],
  ["an argument that is a number", action({ args: [1] }), `${ON_RUN} -> args[0]`],
  ["a timeout", action({ timeout: 10 })],
  ["a timeout of 0", action({ timeout: 0 }), `${ON_RUN} -> timeout`],
  ["TERMINATE", action({ cancelation: { mode: "TERMINATE" } })],
  ["NOTIFY_THEN_TERMINATE", action({ cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 600 } })],
  ["a notify period that is too long", action({ cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 601 } }), `${ON_RUN} -> cancelation -> notifyPeriodInSeconds`],
  ["a notify period for TERMINATE", action({ cancelation: { mode: "TERMINATE", notifyPeriodInSeconds: 5 } }), `${ON_RUN} -> cancelation -> notifyPeriodInSeconds`],
  ["a cancelation mode that is not known", action({ cancelation: { mode: "ASK" } }), `${ON_RUN} -> cancelation -> mode`],
  ["what a session knows", action({ args: ["{{Session.WorkingDirectory}} {{Session.HasPathMappingRules}} {{Session.PathMappingRulesFile}}"] })],
  ["an environment's file in a task", action({ args: ["{{Env.File.F}}"] }), `${ON_RUN} -> args[0]`],

  ["an embedded file", file({ filename: "f.sh", runnable: true })],
  ["an embedded file without data", file({ data: undefined }), `${FILE} -> data`],
  ["an embedded file with a folder in its name", file({ filename: "a/b" }), `${FILE} -> filename`],
  ["an embedded file of an unknown type", file({ type: "BINARY" }), `${FILE} -> type`],
  ["an embedded file that refers to itself", file({ data: "{{Task.File.F}}" })],
  ["an embedded file that refers to another scope", file({ data: "{{Env.File.F}}" }), `${FILE} -> data`],
  ["no files in the list of them", step({ script: { ...SCRIPT, embeddedFiles: [] } }), "steps[0] -> script -> embeddedFiles"],
  ["two files of one name", step({ script: { ...SCRIPT, embeddedFiles: [{ name: "F", type: "TEXT", data: "a" }, { name: "F", type: "TEXT", data: "b" }] } }), "steps[0] -> script -> embeddedFiles[1]"],

  ["an environment of variables", environment({})],
  ["an environment of nothing", environment({ variables: undefined }), ENVIRONMENT],
  ["an environment with no variables in the map", environment({ variables: {} }), `${ENVIRONMENT} -> variables`],
  ["a variable with a strange name", environment({ variables: { "a-b": "c" } }), `${ENVIRONMENT} -> variables -> a-b`],
  ["a variable that is a number", environment({ variables: { A: 1 } }), `${ENVIRONMENT} -> variables -> A`],
  ["a script with neither onEnter nor onExit", environment({ script: { actions: {} } }), `${ENVIRONMENT} -> script -> actions`],
  ["an environment that uses its file", environment({ script: { actions: { onEnter: { command: "{{Env.File.F}}" } }, embeddedFiles: [{ name: "F", type: "TEXT", data: "{{Param.Name}}" }] } })],
  ["a task parameter in an environment", environment({ script: { actions: { onEnter: { command: "{{Task.Param.A}}" } } } }), `${ENVIRONMENT} -> script -> actions -> onEnter -> command`],
  ["a step's environment named like the job's", job({ jobEnvironments: [{ name: "E", variables: { A: "b" } }], steps: [{ name: "S", script: SCRIPT, stepEnvironments: [{ name: "E", variables: { A: "b" } }] }] }), "steps[0] -> stepEnvironments[0]"],

  ["task parameters of all types", space({ name: "A", type: "INT", range: [1, "2"] }, { name: "B", type: "FLOAT", range: [1.5, "2.5"] }, { name: "C", type: "STRING", range: ["a", ""] }, { name: "D", type: "PATH", range: ["/a"] })],
  ["a range expression", space({ name: "A", type: "INT", range: "1-10:2, 20" })],
  ["a range that refers to a parameter", space({ name: "A", type: "INT", range: "{{Param.Name}}" })],
  ["a range that is no range", space({ name: "A", type: "INT", range: "1-10:z" }), `${TASK} -> range`],
  ["a range that overlaps", space({ name: "A", type: "INT", range: "1-3,2" }), `${TASK} -> range`],
  ["a range that goes down with a step up", space({ name: "A", type: "INT", range: "3-1" }), `${TASK} -> range`],
  ["an empty range", space({ name: "A", type: "INT", range: [] }), `${TASK} -> range`],
  ["a range of 1025 values", space({ name: "A", type: "INT", range: Array.from({ length: 1025 }, (_, i) => i) }), `${TASK} -> range`],
  ["a range expression for text", space({ name: "A", type: "STRING", range: "1-10" }), `${TASK} -> range`],
  ["an empty path", space({ name: "A", type: "PATH", range: [""] }), `${TASK} -> range[0]`],
  ["no task parameters", space(), `${SPACE} -> taskParameterDefinitions`],
  ["17 task parameters", space(...Array.from({ length: 17 }, (_, i) => ({ name: `P${i}`, type: "INT", range: "1" }))), `${SPACE} -> taskParameterDefinitions`],
  ["chunks without the extension", space({ name: "A", type: "CHUNK[INT]", range: "1-4", chunks: { defaultTaskCount: 2, rangeConstraint: "CONTIGUOUS" } }), `${TASK} -> type`],
  ["every pairing", combined("A * B")],
  ["side by side", combined("(A, B)")],
  ["a combination that leaves one out", combined("A"), `${SPACE} -> combination`],
  ["a combination that takes one twice", combined("A * B * A"), `${SPACE} -> combination`],
  ["one part in parentheses", combined("(A) * B"), `${SPACE} -> combination`],
  ["a combination that ends early", combined("A *"), `${SPACE} -> combination`],
  ["an empty combination", combined(""), `${SPACE} -> combination`],

  ["a dependency", job({ steps: [{ name: "A", script: SCRIPT }, { name: "B", script: SCRIPT, dependencies: [{ dependsOn: "A" }] }] })],
  ["a dependency on no step", step({ dependencies: [{ dependsOn: "X" }] }), "steps[0] -> dependencies[0] -> dependsOn"],
  ["a dependency on itself", step({ dependencies: [{ dependsOn: "Step" }] }), "steps[0] -> dependencies[0] -> dependsOn"],
  ["dependencies in a circle", job({ steps: [{ name: "A", script: SCRIPT, dependencies: [{ dependsOn: "B" }] }, { name: "B", script: SCRIPT, dependencies: [{ dependsOn: "A" }] }] }), "steps"],
  ["a dependency twice", job({ steps: [{ name: "A", script: SCRIPT }, { name: "B", script: SCRIPT, dependencies: [{ dependsOn: "A" }, { dependsOn: "A" }] }] }), "steps[1] -> dependencies[1]"],

  ["host requirements", host({ amounts: [{ name: "amount.worker.vcpu", min: 2, max: 8 }, { name: "amount.licenses", min: 0.5 }], attributes: [{ name: "attr.worker.os.family", anyOf: ["linux", "macos"] }, { name: "attr.renderer", allOf: ["a", "{{Param.Name}}"] }] })],
  ["host requirements of nothing", host({}), HOST],
  ["an amount without min and max", host({ amounts: [{ name: "amount.x" }] }), `${HOST} -> amounts[0]`],
  ["an amount that is negative", host({ amounts: [{ name: "amount.x", min: -1 }] }), `${HOST} -> amounts[0] -> min`],
  ["an amount with bounds the wrong way round", host({ amounts: [{ name: "amount.x", min: 3, max: 2 }] }), `${HOST} -> amounts[0] -> max`],
  ["an amount that no worker is known to have", host({ amounts: [{ name: "amount.worker.luck", min: 1 }] }), `${HOST} -> amounts[0] -> name`],
  ["an amount named like an attribute", host({ amounts: [{ name: "attr.x", min: 1 }] }), `${HOST} -> amounts[0] -> name`],
  ["an attribute without values", host({ attributes: [{ name: "attr.x" }] }), `${HOST} -> attributes[0]`],
  ["an operating system that is not known", host({ attributes: [{ name: "attr.worker.os.family", anyOf: ["beos"] }] }), `${HOST} -> attributes[0] -> anyOf[0]`],
  ["a vendor's capability", host({ amounts: [{ name: "acme:amount.tokens", min: 1 }] })],
];

/** Templates, sound and unsound; the reference implementation is asked about the same ones. */
export const TEMPLATES: readonly TemplateCase[] = ROWS.map(([what, template, wrongAt]) => ({
  what,
  // Through JSON, as a template comes: fields that are undefined here are not there at all.
  template: JSON.parse(JSON.stringify(template)),
  ...(wrongAt !== undefined && { wrongAt }),
}));
