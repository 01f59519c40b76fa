/** A status that says that the request was wrong. */
// deno-fmt-ignore
export type ClientErrorStatus =
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415
  | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451;

/** A status that says that the server failed. */
export type ServerErrorStatus = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** A status that says that a request failed. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;

/** Thrown to answer a request with an error status. */
export class HttpError extends Error {
  /** The HTTP status. */
  status: ErrorStatus;

  /** Makes the error. */
  constructor(status: ErrorStatus, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
    this.status = status;
  }
}
