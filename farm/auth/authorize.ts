import { accessDenied } from "../protocol/errors.ts";
import { type Principal, principalArn } from "./principal.ts";

// A bootstrap key makes a worker and its first role credentials; all else is the role's.
const BOOTSTRAP = ["CreateWorker", "AssumeFleetRoleForWorker"];
const WORKER = [
  "AssumeFleetRoleForWorker",
  "AssumeQueueRoleForWorker",
  "BatchGetJobEntity",
  "DeleteWorker",
  "UpdateWorker",
  "UpdateWorkerSchedule",
];

/**
 * Lets a principal do only what its role is for.
 *
 * @throws {ServiceError} `AccessDeniedException` if it may not do that.
 */
export function authorize(
  principal: Principal,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): void {
  if (!allowed(principal, operation, input)) {
    throw accessDenied(
      `User: ${principalArn(principal)} is not authorized to perform: deadline:${operation}`,
    );
  }
}

function allowed(
  principal: Principal,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): boolean {
  switch (principal.kind) {
    case "user":
      return true;
    case "bootstrap":
      return BOOTSTRAP.includes(operation);
    case "fleetRole":
      return WORKER.includes(operation) && input.farmId === principal.farmId &&
        input.fleetId === principal.fleetId && input.workerId === principal.workerId;
    case "queueRole":
      return false;
  }
}
