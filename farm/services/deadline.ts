import type * as sdk from "@aws-sdk/client-deadline";
import type { Authenticated } from "../auth/authenticate.ts";
import { authorize } from "../auth/authorize.ts";
import { principalArn } from "../auth/principal.ts";
import { sha256 } from "../auth/signature.ts";
import type { Checked, Context, Output } from "../operations/context.ts";
import { copyJobTemplate } from "../operations/copy_job_template.ts";
import { handlers } from "../operations/mod.ts";
import { workingWorker } from "../operations/workers.ts";
import { decodeInput, type Input } from "../protocol/decode.ts";
import { encodeOutput } from "../protocol/encode.ts";
import { invalid, notBuilt, unknownOperation } from "../protocol/errors.ts";
import { type Match, route } from "../protocol/router.ts";
import type { Database } from "../store/database.ts";
import type { FarmRequest, Services } from "./services.ts";

// Two that are not done within one transaction: they wait, for news or for a file.
const SCHEDULE = "UpdateWorkerSchedule";
const COPY_TEMPLATE = "CopyJobTemplate";

/**
 * Answers a request of the Deadline API: finds the operation, binds and checks the input, runs it
 * in one transaction, and encodes what it gave.
 *
 * @throws {ServiceError} What the service would answer instead.
 */
export async function answerDeadline(
  request: FarmRequest,
  { principal, accessKeyId }: Authenticated,
  services: Services,
): Promise<Response> {
  const match = route(request.method, request.rawPath);
  if (match === undefined) throw unknownOperation(request.method, request.rawPath);
  const { operation } = match;
  const input = decodeInput(match, {
    query: new URLSearchParams(request.rawQuery),
    headers: request.headers,
    body: new TextDecoder().decode(request.body),
  });
  authorize(principal, operation.name, input);
  const context = (): Context => ({
    ...services,
    principal,
    caller: principalArn(principal),
    now: services.clock.now(),
  });
  let output: Output;
  let tag: string | undefined;
  if (operation.name === SCHEDULE) {
    const known = request.headers.get("if-none-match") ?? undefined;
    const { signal } = request;
    const told = await schedule(input as unknown as ScheduleInput, context, signal, known);
    ({ answer: output, tag } = told);
  } else if (operation.name === COPY_TEMPLATE) {
    output = await copyJobTemplate(input as unknown as CopyInput, { ...context(), ...services });
  } else output = run(match, input, context(), accessKeyId);
  const body = JSON.stringify(encodeOutput(output, operation.output));
  const empty = operation.status === 204;
  return new Response(empty ? null : body, {
    status: operation.status,
    headers: {
      ...(!empty && { "content-type": "application/json" }),
      ...(tag && { etag: tag }),
    },
  });
}

function run(match: Match, input: Input, context: Context, accessKeyId: string): Output {
  const handler = handlers.get(match.operation.name);
  if (handler === undefined) throw notBuilt(match.operation.name);
  return context.db.transaction(() => once(match, input, accessKeyId, context, handler));
}

interface StoredAnswer {
  readonly request_hash: string;
  readonly response: string;
}

// A repeat under the same client token gets the first answer and does nothing.
function once(
  { operation }: Match,
  input: Input,
  accessKeyId: string,
  context: Context,
  handler: (input: Input, context: Context) => Output,
): Output {
  const member = [...operation.input.members.values()].find((m) => m.idempotencyToken);
  const token = member && input[member.name] as string | undefined;
  if (token === undefined) return handler(input, context);
  const { db, now } = context;
  const hash = sha256(JSON.stringify(input));
  const key = [accessKeyId, operation.name, token] as const;
  const stored = findAnswer(db, key);
  if (stored !== undefined) {
    if (stored.request_hash === hash) return JSON.parse(stored.response);
    throw invalid(`The client token ${token} was used for a different request before.`);
  }
  const output = handler(input, context);
  db.run(
    `INSERT INTO client_token (caller, operation, token, request_hash, response, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    ...key,
    hash,
    JSON.stringify(output),
    now,
  );
  return output;
}

function findAnswer(
  db: Database,
  key: readonly [string, string, string],
): StoredAnswer | undefined {
  return db.get<StoredAnswer>(
    `SELECT request_hash, response FROM client_token
     WHERE caller = ? AND operation = ? AND token = ?`,
    ...key,
  );
}

type CopyInput = Checked<sdk.CopyJobTemplateRequest>;

type ScheduleInput = Checked<sdk.UpdateWorkerScheduleRequest>;

/**
 * Answers a worker's heartbeat. A worker that reports nothing is kept waiting until there is
 * something to tell it, but not for long, so that work starts and ends at once.
 *
 * @param known The tag of the answer that the worker acts on, if it let itself be kept waiting for
 * another one. A worker that does not is only kept while it has nothing to do: it could not report
 * meanwhile.
 */
async function schedule(
  input: ScheduleInput,
  context: () => Context,
  signal: AbortSignal,
  known: string | undefined,
): Promise<{ answer: Output; tag: string }> {
  const reports = input.updatedSessionActions ?? {};
  const beat = (given: typeof reports) => {
    const current = context();
    const answer = current.db.transaction(() =>
      current.scheduler.heartbeat(workingWorker(input, current), given, current.now)
    );
    return { answer, tag: `"${sha256(JSON.stringify(answer))}"` };
  };
  const { scheduler } = context();
  let now = beat(reports);
  const before = now.tag;
  const idle = Object.keys(now.answer.assignedSessions).length === 0;
  if (Object.keys(reports).length > 0 || now.answer.desiredWorkerStatus) return now;
  if (known === undefined ? !idle : known !== before) return now;
  const end = performance.now() + scheduler.idleHold;
  for (let left = scheduler.idleHold; left > 0; left = end - performance.now()) {
    await scheduler.hold(left, signal);
    // Nobody would learn of work that is given out after the caller has gone.
    if (signal.aborted) break;
    now = beat({});
    if (scheduler.closed || now.tag !== before) break;
  }
  return now;
}
