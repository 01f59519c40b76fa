/** Terminal styles that `NO_COLOR` turns off. */
function style(open: number, close: number): (text: string) => string {
  return (text) => globalThis.Deno?.noColor ? text : `\x1b[${open}m${text}\x1b[${close}m`;
}

/** Bold text. */
export const bold = style(1, 22);
/** Red text: what was found. */
export const red = style(31, 39);
/** Green text: what was expected. */
export const green = style(32, 39);
/** Gray text. */
export const gray = style(90, 39);
