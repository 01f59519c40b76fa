import { text } from "./shape.ts";

// deno-lint-ignore no-control-regex -- control characters are just what names must not hold
const NO_CONTROL = /^[^\x00-\x1f\x7f-\x9f]*$/;

/** A name that format strings can refer to. */
export const identifier = text({
  min: 1,
  max: 64,
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  what: "a name of letters, digits and underscores that begins with no digit",
});

/** A name for people: of a step, an environment, a label. */
export const title = text({
  min: 1,
  max: 64,
  pattern: NO_CONTROL,
  what: "free of control characters",
});

/** A description, of several lines if need be. */
export const description = text({
  max: 2048,
  // deno-lint-ignore no-control-regex -- line breaks and tabs may stay, other controls may not
  pattern: /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$/,
  what: "free of control characters",
});

/** Whether a text holds no control characters. */
export function isPrintable(value: string): boolean {
  return NO_CONTROL.test(value);
}
