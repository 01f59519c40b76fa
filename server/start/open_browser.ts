import { join } from "@std/path";

/** How each system opens a file with the program meant for it. */
const OPENERS: Partial<Record<typeof Deno.build.os, string[]>> = {
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Opens the console in the user's browser. Arguments of a process can be seen by everybody on the
 * machine, so the browser gets a file to open, readable by this user only, which leads to the URL.
 */
export async function openBrowser(url: string, dataDir: string): Promise<void> {
  const file = join(dataDir, "open.html");
  await Deno.writeTextFile(file, pageTo(url), { mode: 0o600 });
  const [program, ...args] = OPENERS[Deno.build.os] ?? ["xdg-open"];
  const { success } = await new Deno.Command(program, {
    args: [...args, file],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error(`Cannot open a browser: "${program}" failed`);
}

function pageTo(url: string): string {
  return `<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${url}">
<title>Deadline console</title>
`;
}
