/** What stands in the place of a secret. */
const BLANK = "[redacted]";

/** Names of fields, headers and query parameters whose values are secrets. */
const SECRET_NAMES =
  "authorization|cookie|set-cookie|x-amz-security-token|x-amz-signature|x-amz-credential|" +
  "secretaccesskey|secret_access_key|aws_secret_access_key|sessiontoken|session_token|" +
  "aws_session_token|accesstoken|access_token|refreshtoken|refresh_token|clientsecret|" +
  "client_secret|idtoken|password|token";

const RULES: readonly [RegExp, string][] = [
  // Access key ids, wherever they stand.
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, BLANK],
  // Signatures: all that follows the scheme.
  [/\bAWS4-HMAC-SHA256\b[^"\n]*/g, BLANK],
  [/\bBearer\s+[A-Za-z0-9._~+/=-]+/gi, `Bearer ${BLANK}`],
  // `name: value`, `"name":"value"`, `name=value`, in JSON, headers, INI files and URLs.
  [
    new RegExp(
      `(["']?\\b(?:${SECRET_NAMES})["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s,;&"'}]+)`,
      "gi",
    ),
    `$1${BLANK}`,
  ],
  // What browsers keep of us.
  [/\b(deadline_console_[0-9]+)=[A-Za-z0-9._-]+/g, `$1=${BLANK}`],
];

/**
 * Takes secrets out of a text that is about to be logged or shown: keys, tokens, signatures, cookies,
 * presigned queries. `known` are secrets of this process, taken out to the letter.
 */
export function redact(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) if (secret.length >= 8) clean = clean.replaceAll(secret, BLANK);
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}
