import type { Authenticated } from "../auth/authenticate.ts";
import { ACCOUNT_ID, principalArn } from "../auth/principal.ts";
import type { FarmRequest } from "./services.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Answers a request of the token service: who the caller is, and nothing else. */
export function answerSts(
  request: FarmRequest,
  { principal, accessKeyId }: Authenticated,
): Response {
  const form = new URLSearchParams(new TextDecoder().decode(request.body));
  const action = form.get("Action");
  if (action !== "GetCallerIdentity") {
    return stsError(400, "InvalidAction", `Could not find operation ${action ?? ""}`);
  }
  const requestId = crypto.randomUUID();
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult>` +
      `<Arn>${principalArn(principal)}</Arn><UserId>${accessKeyId}</UserId>` +
      `<Account>${ACCOUNT_ID}</Account></GetCallerIdentityResult>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>` +
      `</GetCallerIdentityResponse>`,
  );
}

/** An error of the token service. */
export function stsError(status: number, code: string, message: string): Response {
  return xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error>` +
      `<RequestId>${crypto.randomUUID()}</RequestId></ErrorResponse>`,
  );
}

/** Text as it may stand in an XML element. */
function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char]!);
}

function xml(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/xml" } });
}
