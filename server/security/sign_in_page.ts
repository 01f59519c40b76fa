import { createToken } from "./sign_in.ts";
import { secureHeaders } from "./headers.ts";

/** Why somebody has to sign in (again). */
export type SignInReason = "no session" | "wrong" | "spent" | "too many";

const TEXT: Record<SignInReason, { status: number; title: string; text: string }> = {
  "no session": {
    status: 401,
    title: "This console does not know you yet",
    text: "Open it with the URL that its start command printed. If you came here by a link from " +
      "another page and were signed in before, go on:",
  },
  wrong: {
    status: 401,
    title: "This link does not belong to this console",
    text: "Open the URL that the start command printed, whole.",
  },
  spent: {
    status: 401,
    title: "This link was used already",
    text: "Each start prints a link that works once. Start the console again for a new one.",
  },
  "too many": {
    status: 429,
    title: "Too many wrong links",
    text: "Wait a minute, then open the URL that the start command printed.",
  },
};

/**
 * The page for somebody without a session. It is complete in itself, since files are not given to
 * strangers either; `path` must be a path of ours.
 */
export function signInPage(reason: SignInReason, path: string): Response {
  const { status, title, text } = TEXT[reason];
  const nonce = createToken(16);
  const goOn = reason === "no session" ? `<p><a href="${escapeHtml(path)}">Go on</a></p>` : "";
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
body { max-width: 32rem; margin: 18vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p>${goOn}</main></body>
</html>
`;
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return secureHeaders(new Response(html, { status, headers }), nonce);
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
