import type { Cancelation } from "../template/types.ts";
import { type Directive, parseDirective } from "./directives.ts";
import { outputLines } from "./lines.ts";
import { ProcessGroup, type ProcessGroupOptions } from "./process_group.ts";
import type { ActionResult, ActionUpdate, RunOptions } from "./types.ts";

/** Milliseconds that output may stay open after the program itself has ended. */
const OUTPUT_GRACE = 5_000;

/** A command ready to run, and what surrounds it. */
export interface PreparedAction extends ProcessGroupOptions {
  /** Milliseconds after which the action is cancelled; none for no limit. */
  timeout?: number | undefined;
  /** How it is cancelled. */
  cancelation: Cancelation;
  /** Seconds of warning where the template does not say. */
  defaultNotifyPeriod: number;
  /** Takes what the program asks for; gives a reason if the action must fail for it. */
  onDirective(directive: Directive): string | undefined;
  /** Takes a line of output. */
  onLine(line: string): void | Promise<void>;
  /** Takes the group when the program has ended but something that it started still runs. */
  onLeftover(group: ProcessGroup): void;
}

/** Runs one command to its end, by itself or by being cancelled. */
export async function runAction(
  action: PreparedAction,
  { signal, killSignal, onUpdate }: RunOptions = {},
): Promise<ActionResult> {
  if (signal?.aborted || killSignal?.aborted) return { status: "CANCELED" };
  let group: ProcessGroup;
  try {
    group = await ProcessGroup.start(action);
  } catch (error) {
    await action.onLine((error as Error).message);
    return { status: "FAILED", failMessage: (error as Error).message };
  }

  const update: ActionUpdate = {};
  let stopped: "CANCELED" | "TIMEOUT" | "FAILED" | undefined;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const later = (run: () => void, ms: number) => {
    timers.add(setTimeout(run, ms));
  };

  function stop(status: "CANCELED" | "TIMEOUT"): void {
    if (stopped) return;
    stopped = status;
    if (action.cancelation.mode === "TERMINATE") return group.kill();
    const period = (action.cancelation.notifyPeriodInSeconds ?? action.defaultNotifyPeriod) * 1000;
    later(() => group.kill(), period);
    // A program that cannot be told how long it has must still be asked to end.
    const terminate = () => group.terminate();
    notify(action.directory, period).then(terminate, terminate);
  }

  function kill(): void {
    stopped ??= "CANCELED";
    group.kill();
  }

  async function pump(): Promise<void> {
    for await (const { text, continued } of outputLines(group.output)) {
      const directive = continued ? undefined : parseDirective(text);
      const fatal = directive && action.onDirective(directive);
      await action.onLine(
        directive?.kind === "malformed" ? `${text} -- ERROR: ${directive.reason}` : text,
      );
      if (fatal && !stopped) {
        stopped = "FAILED";
        update.failMessage = fatal;
        group.kill();
      } else if (directive && note(directive, update)) {
        onUpdate?.({ ...update });
      }
    }
  }

  const cancel = () => stop("CANCELED");
  signal?.addEventListener("abort", cancel, { once: true });
  killSignal?.addEventListener("abort", kill, { once: true });
  // They may have aborted while the program was being started.
  if (signal?.aborted) cancel();
  if (killSignal?.aborted) kill();
  if (action.timeout !== undefined) later(() => stop("TIMEOUT"), action.timeout);
  try {
    const pumping = pump();
    pumping.catch(() => group.kill());
    const { exitCode } = await group.ended();
    // What a cancelled program has left behind would keep its output open.
    if (stopped) group.kill();
    else later(() => group.kill(), OUTPUT_GRACE);
    await pumping;
    if (stopped) group.kill();
    else if (group.alive) action.onLeftover(group);
    return { status: stopped ?? (exitCode === 0 ? "SUCCEEDED" : "FAILED"), exitCode, ...update };
  } finally {
    signal?.removeEventListener("abort", cancel);
    killSignal?.removeEventListener("abort", kill);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Tells a program that is about to be asked to end how much time it has. */
async function notify(directory: string, period: number): Promise<void> {
  const end = new Date(Date.now() + period).toISOString().replace(/\.\d+Z$/, "Z");
  const path = `${directory}/cancel_info.json`;
  await Deno.writeTextFile(`${path}.new`, JSON.stringify({ NotifyEnd: end }), { mode: 0o600 });
  await Deno.rename(`${path}.new`, path);
}

function note(directive: Directive, update: ActionUpdate): boolean {
  switch (directive.kind) {
    case "progress":
      update.progressPercent = directive.percent;
      return true;
    case "status":
      update.statusMessage = directive.message;
      return true;
    case "fail":
      update.failMessage = directive.message;
      return true;
    default:
      return false;
  }
}
