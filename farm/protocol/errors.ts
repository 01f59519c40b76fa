/** An error that the service answers with: a name, a status and the members of its shape. */
export class ServiceError extends Error {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Members of the answer beside `message`. */
  readonly members: Readonly<Record<string, unknown>>;

  /** Makes the error; `name` is the exception's name on the wire. */
  constructor(
    name: string,
    status: number,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

/** A member of a request that was refused, and why. */
export interface FieldError {
  readonly name: string;
  readonly message: string;
}

/** The request's members do not satisfy the API's constraints. */
export function fieldsInvalid(fields: readonly FieldError[]): ServiceError {
  const count = fields.length;
  const list = fields.map((field) => `${field.name}: ${field.message}`).join("; ");
  return new ServiceError(
    "ValidationException",
    400,
    `${count} validation error${count === 1 ? "" : "s"} detected: ${list}`,
    { reason: "FIELD_VALIDATION_FAILED", fieldList: fields },
  );
}

/** The request makes no sense for another reason than one member alone. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", 400, message, { reason: "OTHER" });
}

/** The request's body cannot be read. */
export function cannotParse(message: string): ServiceError {
  return new ServiceError("ValidationException", 400, message, { reason: "CANNOT_PARSE" });
}

/** There is no such resource. */
export function notFound(resourceType: string, resourceId: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    404,
    `Resource of type ${resourceType} with id ${resourceId} does not exist.`,
    { resourceType, resourceId },
  );
}

/** Why a conflict arose. */
export type ConflictReason =
  | "CONFLICT_EXCEPTION"
  | "CONCURRENT_MODIFICATION"
  | "RESOURCE_ALREADY_EXISTS"
  | "RESOURCE_IN_USE"
  | "STATUS_CONFLICT";

/** The resource is not in a state in which the request can be done. */
export function conflict(
  reason: ConflictReason,
  resourceType: string,
  resourceId: string,
  message: string,
  context?: Readonly<Record<string, string>>,
): ServiceError {
  return new ServiceError("ConflictException", 409, message, {
    reason,
    resourceType,
    resourceId,
    ...(context && { context }),
  });
}

/** The caller may not do that. */
export function accessDenied(message: string): ServiceError {
  return new ServiceError("AccessDeniedException", 403, message);
}

/** A quota is used up. */
export function quotaExceeded(resourceType: string, message: string): ServiceError {
  return new ServiceError("ServiceQuotaExceededException", 402, message, {
    reason: "SERVICE_QUOTA_EXCEEDED_EXCEPTION",
    resourceType,
    serviceCode: "deadline",
    quotaCode: `local-${resourceType}`,
  });
}

/** The path names no operation. */
export function unknownOperation(method: string, path: string): ServiceError {
  return new ServiceError(
    "UnknownOperationException",
    404,
    `No operation answers ${method} ${path}.`,
  );
}

/** The operation exists, but this farm has not built it. */
export function notBuilt(operation: string): ServiceError {
  return new ServiceError(
    "NotImplementedException",
    501,
    `The local farm does not implement ${operation}.`,
  );
}
