export { redact } from "@deadline/client";
