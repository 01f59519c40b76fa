import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  decodeJobTemplate,
  instantiateJob,
  RangeExpression,
  resolveJobParameters,
  type TaskParameterValues,
} from "@deadline/openjd";
import { mapPath } from "@deadline/openjd/session";
import { job, TEMPLATES } from "../openjd/_templates.ts";
import { VENV } from "./_local_farm.ts";
import { askPython } from "./_python.ts";

const ignore = !VENV;

/** Runs a program against the reference implementation; it reads `input` and prints JSON. */
function ask<T>(program: string, input: unknown): Promise<T> {
  return askPython(`import json, sys\ninput = json.load(sys.stdin)\n${program}`, input);
}

Deno.test({
  name: "the reference implementation takes and refuses the same templates",
  ignore,
  async fn() {
    const verdicts = await ask<boolean[]>(
      `
from openjd.model import decode_job_template
def sound(template):
    try:
        decode_job_template(template=template, supported_extensions=["TASK_CHUNKING", "REDACTED_ENV_VARS"])
        return True
    except Exception:
        return False
print(json.dumps([sound(each) for each in input]))`,
      TEMPLATES.map(({ template }) => template),
    );
    const sound = ({ wrongAt }: { wrongAt?: string }) => wrongAt === undefined;
    assertEquals(
      TEMPLATES.filter((each, index) => sound(each) !== verdicts[index]).map(({ what }) => what),
      [],
    );
  },
});

const SPACES: { definitions: Record<string, unknown>[]; combination?: string }[] = [
  ...["A * B * C", "C * (A, B)", "(A, B) * C", "(B, C * D, A)", "D * C"].map((combination) => ({
    definitions: [
      ["A", "1-4"],
      ["B", "10-4:-2"],
      ["C", "5-6"],
      ["D", "7,1"],
    ].filter(([name]) => combination.includes(name))
      .map(([name, range]) => ({ name, type: "INT", range })),
    combination,
  })),
  ...["1-10", "1-10,15,17-19", "1-20:2", "1-3,5-7,9", "10-1:-2", "20-10:-5,5"].flatMap((range) =>
    ["CONTIGUOUS", "NONCONTIGUOUS"].flatMap((rangeConstraint) =>
      [1, 3, 4, 100].map((defaultTaskCount) => ({
        definitions: [{
          name: "F",
          type: "CHUNK[INT]",
          range,
          chunks: { defaultTaskCount, rangeConstraint },
        }],
      }))
    )
  ),
];

Deno.test({
  name: "the reference implementation makes the same tasks in the same order",
  ignore,
  async fn() {
    const templates = SPACES.map(({ definitions, combination }) =>
      job({
        parameterDefinitions: [{ name: "Unused", type: "STRING", default: "" }],
        extensions: ["TASK_CHUNKING"],
        steps: [{
          name: "S",
          parameterSpace: {
            taskParameterDefinitions: definitions,
            ...(combination && { combination }),
          },
          script: { actions: { onRun: { command: "x" } } },
        }],
      })
    );
    const theirs = await ask<Record<string, string>[][]>(
      `
from openjd.model import StepParameterSpaceIterator, create_job, decode_job_template
def tasks(document):
    template = decode_job_template(template=document, supported_extensions=["TASK_CHUNKING"])
    space = create_job(job_template=template, job_parameter_values={}).steps[0].parameterSpace
    return [{name: each.value for name, each in task.items()} for task in StepParameterSpaceIterator(space=space)]
print(json.dumps([tasks(each) for each in input]))`,
      templates,
    );
    templates.forEach((document, index) => {
      const template = decodeJobTemplate(document);
      const ours = instantiateJob(template, resolveJobParameters(template, {})).steps[0].tasks;
      assertEquals([...ours].map(plain), theirs[index], JSON.stringify(SPACES[index]));
    });
  },
});

function plain(task: TaskParameterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(task).map(([name, { value }]) => [name, value]));
}

const RANGES = [
  ..."1-10|10-1:-2|5,1,3|1 - 3|-3--1|1-3,|3-1|1-1|01|+1|1-5:10|1-3,2-5|20-10:-5,5|1-9:4,10".split(
    "|",
  ),
  ..."1-9:4,2|9-1:-4,2-3|1-3:-1|- 3|1--1:-1|5:2|1-2-3|-1-3|1-10:0|1;2".split("|"),
];

Deno.test({
  name: "the reference implementation reads range expressions as we do",
  ignore,
  async fn() {
    const theirs = await ask<(number[] | null)[]>(
      `
from openjd.model import IntRangeExpr
def numbers(text):
    try:
        return list(IntRangeExpr.from_str(text))
    except Exception:
        return None
print(json.dumps([numbers(each) for each in input]))`,
      RANGES,
    );
    const ours = RANGES.map((text) => {
      try {
        return [...RangeExpression.parse(text)];
      } catch {
        return null;
      }
    });
    RANGES.forEach((text, index) => assertEquals(ours[index], theirs[index], text));
  },
});

const RULES = [
  { sourcePathFormat: "POSIX", sourcePath: "/mnt/show", destinationPath: "/farm/show" },
  { sourcePathFormat: "POSIX", sourcePath: "/mnt", destinationPath: "/elsewhere" },
  { sourcePathFormat: "WINDOWS", sourcePath: "Z:\\proj", destinationPath: "/proj" },
] as const;
const PATHS =
  "/mnt/show/a|/mnt/show/a/|/mnt/showcase/a|/mnt|/mnt/|/mnt//show/a|mnt/show|/other|z:\\PROJ\\a\\b|Z:/proj/c"
    .split("|");

Deno.test({
  name: "the reference implementation maps paths as we do",
  ignore,
  async fn() {
    const theirs = await ask<string[]>(
      `
from openjd.sessions import PathMappingRule, PathFormat
from pathlib import PurePosixPath, PureWindowsPath
rules = [PathMappingRule.from_dict({
    "source_path_format": rule["sourcePathFormat"],
    "source_path": rule["sourcePath"],
    "destination_path": rule["destinationPath"],
}) for rule in input["rules"]]
rules.sort(key=lambda rule: -len(rule.source_path.parts))
def mapped(path):
    for rule in rules:
        changed, result = rule.apply(path=path)
        if changed:
            return result
    return path
print(json.dumps([mapped(each) for each in input["paths"]]))`,
      { rules: RULES, paths: PATHS },
    );
    PATHS.forEach((path, index) => assertEquals(mapPath(path, RULES), theirs[index], path));
  },
});

Deno.test({
  name: "the reference implementation finds nothing wrong with the samples",
  ignore,
  async fn() {
    const samples = fromFileUrl(new URL("../../samples", import.meta.url));
    for await (const { name, isDirectory } of Deno.readDir(samples)) {
      if (!isDirectory) continue;
      const { success, stdout } = await new Deno.Command(join(VENV!, "bin", "openjd"), {
        args: ["check", join(samples, name, "template.yaml")],
        stderr: "null",
      }).output();
      assertEquals(success, true, new TextDecoder().decode(stdout));
    }
  },
});
