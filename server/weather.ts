import { TaskError } from "@deadline/client/task";
import type { Weather, WeatherSighting } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** What the farm writes of the weather it makes; see its `--faults` option. */
interface Report {
  rules: unknown[];
  problem?: string;
  seen: {
    id: number;
    operation: string;
    startedAt: number;
    fault?: object;
    status?: number;
    answeredAt?: number;
    clientLeftAt?: number;
    upstreamClosedAt?: number;
  }[];
}

const CALM = '{ "rules": [] }\n';

/** The file from which the farm takes its weather, calm at first. */
export async function prepareWeather(file: string): Promise<void> {
  await replaceFile(file, CALM);
  await Deno.remove(reportOf(file)).catch(() => {});
}

/** The rules as they were written last, those in force, and what they did to which request. */
export async function readWeather(file: string | undefined): Promise<Weather> {
  const path = checked(file);
  const [text, reported] = await Promise.all([
    Deno.readTextFile(path),
    Deno.readTextFile(reportOf(path)).catch(() => undefined),
  ]);
  const { rules, problem, seen }: Report = reported
    ? JSON.parse(reported)
    : { rules: [], seen: [] };
  return compact({ text, inForce: rules.length, problem, seen: seen.map(sightingOf).reverse() });
}

/**
 * Puts other rules in force, within a quarter of a second. What is in them is the farm's to judge; it
 * says so in its report.
 *
 * @throws {TaskError} with status 400 if they are no JSON object with a list of rules.
 */
export async function changeWeather(file: string | undefined, text: unknown): Promise<Weather> {
  const path = checked(file);
  checkRules(text);
  await replaceFile(path, text);
  return await readWeather(path);
}

function checked(file: string | undefined): string {
  if (file) return file;
  throw new TaskError("There is weather only with the embedded farm", {
    code: "NoWeather",
    status: 404,
    hint: "Start the console with --local.",
  });
}

function checkRules(text: unknown): asserts text is string {
  let reason = '"rules" must be a list';
  try {
    const { rules } = JSON.parse(String(text));
    if (typeof text === "string" && Array.isArray(rules)) return;
  } catch (error) {
    reason = (error as Error).message;
  }
  throw new TaskError(`These rules cannot be used: ${reason}`, { code: "BadRequest", status: 400 });
}

function sightingOf(one: Report["seen"][number]): WeatherSighting {
  const { id, operation, startedAt, fault, status } = one;
  const since = (at: number | undefined) => at === undefined ? undefined : at - startedAt;
  return compact({
    id,
    operation,
    at: new Date(startedAt).toISOString(),
    fault,
    status,
    answeredMs: since(one.answeredAt),
    clientLeftMs: since(one.clientLeftAt),
    upstreamClosedMs: since(one.upstreamClosedAt),
  });
}

function reportOf(file: string): string {
  return file.replace(/\.json$/, ".report.json");
}

/** To a temporary name first, so that the farm never reads half of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
  await Deno.rename(temporary, path);
}
