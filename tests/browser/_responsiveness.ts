import type { Page } from "playwright-core";
import { fromFileUrl } from "@std/path";
import type { Stage } from "./_stage.ts";

/** What an act of a person on a control took, in milliseconds. */
export interface Answer {
  /** The page and the control: `/jobs button "Submit job"`. */
  control: string;
  /** From the press to the next picture, as the browser's Event Timing has it. */
  wall: number;
  /** Computing time of the page's main thread meanwhile, which no other program can lengthen. */
  cpu: number;
}

/** The longest task of a page's main thread, in milliseconds: by the clock, and of computing. */
export interface LongestTask {
  page: string;
  wall: number;
  cpu: number;
}

/** A page to visit. */
export interface PageVisit {
  path: string;
  /** Text that shows when the page has its data, if it shall have it before the farm is held. */
  shows?: string;
}

/** What a page did while everything behind it was held. */
export interface Responsiveness {
  visit: PageVisit;
  /** The controls that were pressed; each should have answered. */
  pressed: string[];
  answers: Answer[];
  /** The longest tasks. */
  longest: LongestTask[];
}

/** What was done on a page, by its own clock, in milliseconds. */
interface Record {
  visit: PageVisit;
  presses: { control: string; from: number; to: number }[];
  mark: Mark;
}

/** Stands in the trace, and when it was left by the clock of the page, in milliseconds. */
interface Mark {
  text: string;
  at: number;
}

/** A control as the page has it. */
interface Control {
  key: string;
  kind: "point" | "type" | "key";
  x: number;
  y: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { data?: { type?: string; duration?: number } };
}

const HELD = { rules: [{ operation: "*", latency: { ms: 30_000 } }] };
/** A bundle whose form has a field of each kind. */
const FORM = fromFileUrl(new URL("../../samples/every-parameter", import.meta.url));
/** More than any page has; a page that makes new controls for ever fails by this. */
const MOST_PRESSES = 150;
const CATEGORIES = ["toplevel", "devtools.timeline"];
const PRESSES = new Set(["pointerdown", "pointerup", "click", "keydown", "keyup", "input"]);

/**
 * Every page of the console, by the files of the routes, so that no new one is left out; those
 * with more to press once they have data, with it, too. `job` is one with a step "Render" in the list as "shot".
 */
export async function visitsOf(job: string): Promise<PageVisit[]> {
  const routes = new URL("../../routes/", import.meta.url);
  const paths: string[] = [];
  for (const below of ["", "jobs/"]) {
    for await (const { name } of Deno.readDir(new URL(below, routes))) {
      const page = /^([^_].*)\.tsx$/.exec(name)?.[1];
      if (page) paths.push(`/${below}${page}`);
    }
  }
  return [
    ...paths.filter((path) => path !== "/index")
      .map((path) => ({ path: path.replace(/\/index$/, "").replace("[jobId]", job) })),
    { path: `/submit?bundle=${encodeURIComponent(FORM)}`, shows: "Maximum failed tasks" },
    { path: "/jobs", shows: "shot" },
    { path: `/jobs/${job}`, shows: "Render" },
  ];
}

/**
 * Presses every control of each page, those that appear on the way included, while the farm holds
 * each call for thirty seconds. What is in `seen` was pressed before; the frame counts as one page.
 */
export async function pressEverything(
  stage: Stage,
  visits: readonly PageVisit[],
  seen: Set<string> = new Set(),
): Promise<Responsiveness[]> {
  // One trace of all: to begin and to end one takes the browser seconds.
  await stage.browser.startTracing(undefined, { categories: CATEGORIES });
  const records: Record[] = [];
  for (const visit of visits) records.push(await pressAll(stage, visit, seen));
  const trace = JSON.parse(new TextDecoder().decode(await stage.browser.stopTracing()));
  return records.map((record) => judge(record, trace.traceEvents));
}

async function pressAll(stage: Stage, visit: PageVisit, seen: Set<string>): Promise<Record> {
  const { path, shows } = visit;
  const name = path.split("?", 1)[0];
  stage.proxy.change(shows ? { rules: [] } : HELD);
  const page = await stage.open(path);
  if (shows) await page.getByText(shows).first().waitFor();
  stage.proxy.change(HELD);
  await stayOn(page);
  const presses: Record["presses"] = [];
  let from = await painted(page);
  while (true) {
    const control = await nextControl(page, name, [...seen]);
    if (!control && !await closeLayer(page)) break;
    if (!control) continue;
    seen.add(control.key);
    if (presses.length > MOST_PRESSES) throw new Error(`${path} has no end of controls`);
    await press(page, control);
    const to = await painted(page);
    presses.push({ control: control.key, from, to });
    from = to;
  }
  const mark = await leaveMark(page);
  await page.context().close();
  return { visit, presses, mark };
}

/** The longest tasks of a page's main thread while `act` is done there. */
export async function longestTasks(
  { browser }: Stage,
  page: Page,
  act: () => Promise<void>,
): Promise<LongestTask[]> {
  const from = await painted(page);
  await browser.startTracing(undefined, { categories: CATEGORIES });
  await act();
  await painted(page);
  const mark = await leaveMark(page);
  const trace = JSON.parse(new TextDecoder().decode(await browser.stopTracing()));
  return longestOf(new URL(page.url()).pathname, threadOf(mark, trace.traceEvents, from).tasks);
}

async function leaveMark(page: Page): Promise<Mark> {
  const text = `mark ${crypto.randomUUID()}`;
  const at = await page.evaluate((text) => {
    console.timeStamp(text);
    return performance.now();
  }, text);
  return { text, at };
}

/** Keeps the page where it is whatever link is followed, and its sign-in and weather as they are. */
async function stayOn(page: Page): Promise<void> {
  await page.route((url) => !url.pathname.startsWith("/api/"), (route) => {
    if (route.request().isNavigationRequest()) return route.fulfill({ status: 204 });
    return route.continue();
  });
  // Never answered, as everything else.
  await page.route("**/api/sign-out", () => {});
  await page.route("**/api/weather", (route) => {
    if (route.request().method() === "GET") return route.continue();
  });
}

/** The next control that was not pressed yet, in sight and with the place where to press it. */
function nextControl(page: Page, path: string, seen: string[]): Promise<Control | undefined> {
  return page.evaluate(([path, seen]) => {
    const wanted = "a[href], button, input, select, textarea, summary, [role=option], [role=tab]," +
      "[role=menuitem], [role=checkbox], [tabindex='0']";
    const known = new Set(seen);
    const all = [...document.querySelectorAll<HTMLElement>(wanted)];
    // A tab or a choice takes away what the one before it shows; the fields of a form are first.
    const rankOf = (element: HTMLElement) =>
      element.matches("[role=tab]") ? 2 : element.matches("form *") ? 0 : 1;
    for (const element of all.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      if (element.matches(":disabled, [aria-disabled=true]") || !element.checkVisibility()) {
        continue;
      }
      const label = element.getAttribute("aria-label") ??
        (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent;
      const role = element.getAttribute("role") ?? element.localName;
      const where = element.closest("main, dialog") ? path : "frame";
      // Numbers and times change while one looks; the control stays the same.
      const name = label.trim().replaceAll(/\s+/g, " ").replaceAll(/\d+/g, "0").slice(0, 60);
      const key = `${where} ${role} "${name || (element as HTMLInputElement).name}"`;
      if (known.has(key)) continue;
      element.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + Math.min(width / 2, 200), top + height / 2];
      const hit = document.elementFromPoint(x, y);
      const isInSight = hit !== null && (element.contains(hit) || hit.contains(element));
      // A layer covers it, so that nobody can press it now.
      if (!isInSight && document.querySelector("dialog[open], .picker-panel, .tray-panel")) {
        continue;
      }
      const isText = element.matches("textarea, input:not([type=checkbox], [type=radio])");
      const byKey = !isInSight || element.localName === "select";
      if (byKey) element.focus();
      return { key, kind: byKey ? "key" : isText ? "type" : "point", x, y };
    }
  }, [path, seen] as const);
}

/** Closes what lies over the page; tells whether anything did. */
async function closeLayer(page: Page): Promise<boolean> {
  const open = () =>
    page.evaluate(() =>
      document.querySelectorAll("dialog[open], [aria-expanded=true], details[open]").length
    );
  const before = await open();
  if (before === 0) return false;
  await page.keyboard.press("Escape");
  await painted(page);
  return await open() < before;
}

/** Presses a control as a person does. */
async function press(page: Page, { kind, x, y }: Control): Promise<void> {
  if (kind === "key") return await page.keyboard.press("ArrowDown");
  await page.mouse.click(x, y);
  if (kind === "type") await page.keyboard.press("7");
}

/** Waits until the page has drawn what follows; gives its time. */
function painted(page: Page): Promise<number> {
  return page.evaluate(() =>
    new Promise<number>((resolve) =>
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    )
  );
}

/** A task of a main thread, in microseconds of the trace; `cpu` is the computing in it. */
interface ThreadTask {
  from: number;
  to: number;
  wall: number;
  cpu: number;
}

/** What the main thread of the page that left a mark did from a time of the page until then. */
function threadOf(mark: Mark, events: TraceEvent[], from = 0): {
  own: TraceEvent[];
  tasks: ThreadTask[];
  timeOf: (ms: number) => number;
} {
  const marked = events.find((one) => JSON.stringify(one.args ?? {}).includes(mark.text));
  if (!marked) throw new Error("The trace does not tell which process the page had");
  /** Microseconds of the trace at a time of the page. */
  const timeOf = (ms: number) => marked.ts + (ms - mark.at) * 1000;
  const own = events.filter(({ pid, tid, ts }) =>
    pid === marked.pid && tid === marked.tid && ts >= timeOf(from) && ts <= marked.ts
  );
  const tasks = own.filter(({ name, ph }) => name.endsWith("RunTask") && ph === "X")
    .map(({ ts, dur = 0, tdur = 0 }) => ({ from: ts, to: ts + dur, wall: dur, cpu: tdur }));
  return { own, tasks, timeOf };
}

function longestOf(page: string, tasks: readonly ThreadTask[]): LongestTask[] {
  return (["cpu", "wall"] as const).map((by) => {
    const { wall, cpu } = tasks.reduce((a, b) => a[by] > b[by] ? a : b);
    return { page, wall: wall / 1000, cpu: cpu / 1000 };
  });
}

function judge({ visit, presses, mark }: Record, events: TraceEvent[]): Responsiveness {
  const { own, tasks, timeOf } = threadOf(mark, events);
  const timings = own.filter(({ name, args }) =>
    name === "EventTiming" && PRESSES.has(args?.data?.type ?? "")
  );
  /** The computing time of the tasks that ran at some time of the trace, in milliseconds. */
  const computing = (from: number, to: number) => {
    const meanwhile = tasks.filter((task) => task.to > from && task.from < to);
    return meanwhile.reduce((sum, task) => sum + task.cpu, 0) / 1000;
  };
  const answers = presses.map(({ control, from, to }): Answer => {
    const [start, end] = [timeOf(from), timeOf(to)];
    const found = timings.filter(({ ts }) => ts >= start && ts <= end).map(({ ts, args }) => {
      const wall = args!.data!.duration!;
      return { control, wall, cpu: computing(ts, ts + wall * 1000) };
    }).toSorted((a, b) => b.wall - a.wall);
    // The browser times no press whose element is gone by the next picture; that one came by the end.
    return found[0] ?? { control, wall: to - from, cpu: computing(start, end) };
  });
  const longest = longestOf(visit.path, tasks);
  return { visit, pressed: presses.map(({ control }) => control), answers, longest };
}
