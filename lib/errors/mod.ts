export { DeadlineError, type DeadlineErrorInit, type LocalErrorCode } from "./deadline_error.ts";
export { translateError } from "./translate_error.ts";
export { redact } from "./redact.ts";
export { hintFor } from "./hints.ts";
export { isExpired } from "./is_expired.ts";
export { messageOf } from "./message_of.ts";
