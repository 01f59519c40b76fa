import { announce } from "./announce.ts";

/** Puts text on the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
    return true;
  } catch {
    announce(`${what} could not be copied: the browser does not allow it`);
    return false;
  }
}
