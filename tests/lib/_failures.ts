import { type Farm, startFarm } from "@deadline/farm";
import type { ProblemKind } from "@deadline/client/session";
import { type FaultProxy, type FaultRule, startFaultProxy } from "../../farm/faults/mod.ts";

/** A way in which calls cannot work, and what a person must be told. */
export interface Failure {
  /** For the name of the test. */
  readonly name: string;
  /** The AWS profile that is called with; that of the farm unless named. */
  readonly profile?: string;
  /** The weather in front of the farm. */
  readonly rule?: FaultRule;
  /** Whether an endpoint is called where nothing listens. */
  readonly isAway?: true;
  /** Whether AWS itself is called, at names that lead nowhere. */
  readonly isOffline?: true;
  readonly problem: ProblemKind;
  /** What `deadline auth status` ends with. */
  readonly exitCode: number;
  readonly message: RegExp;
  /** The exact way out. */
  readonly hint: RegExp;
}

/** The failures that people meet most. */
export const FAILURES: readonly Failure[] = [
  {
    name: "a credential_process that hangs",
    profile: "hung",
    problem: "CREDENTIALS_HANG",
    exitCode: 1,
    message: /no AWS credentials within \d+ ms/,
    hint: /aws configure export-credentials --profile hung$/,
  },
  {
    name: "an SSO sign-in that has expired",
    profile: "sso",
    problem: "EXPIRED",
    exitCode: 3,
    message: /nobody is signed in to the AWS profile, or the sign-in has expired/,
    hint: /^Run: aws sso login --profile sso$/,
  },
  {
    name: "keys that have expired",
    rule: { operation: "*", expired: true },
    problem: "EXPIRED",
    exitCode: 3,
    message: /security token included in the request is expired/,
    hint: /^Put new keys into \[farm\] of .*credentials$/,
  },
  {
    name: "a clock that is off",
    rule: { operation: "*", clockSkewSeconds: 3_600 },
    problem: "WRONG_CLOCK",
    exitCode: 1,
    message: /the clock of this machine is 60 minutes behind the service's/,
    hint: /^Set the clock of this machine/,
  },
  {
    name: "a caller who may not",
    rule: { operation: "*", error: { status: 403, code: "AccessDeniedException" } },
    problem: "DENIED",
    exitCode: 1,
    message: /Cannot list farms: /,
    hint: /^Ask the farm's administrator for access/,
  },
  {
    name: "an endpoint where nothing listens",
    isAway: true,
    problem: "WRONG_ENDPOINT",
    exitCode: 4,
    message: /no connection to the service \(ECONNREFUSED/,
    hint: /^Nothing answers at http:\/\/127\.0\.0\.1:\d+: start it, or correct AWS_ENDPOINT_URL/,
  },
  {
    name: "a network that does not lead to AWS",
    isOffline: true,
    problem: "NO_NETWORK",
    exitCode: 4,
    message: /no connection to the service \((ENOTFOUND|EAI_AGAIN|ENETUNREACH)/,
    hint:
      /^Check the network and the proxy, and that "nowhere-1" is a region of AWS Deadline Cloud$/,
  },
  {
    name: "a profile that is not there",
    profile: "studoi",
    problem: "NO_PROFILE",
    exitCode: 1,
    message: /there is no AWS profile "studoi"/,
    hint: /deadline config set defaults\.aws_profile_name NAME, with one of: farm, hung, sso$/,
  },
];

/** There is no such region, and no proxy that would know of one. */
const OFFLINE = {
  AWS_REGION: "nowhere-1",
  DEADLINE_CLOUD_REGIONS: "nowhere-1",
  NO_PROXY: "*",
};

/** A farm behind a proxy that makes weather, and AWS files with a profile for each failure. */
export interface FailingPlace extends AsyncDisposable {
  readonly farm: Farm;
  readonly proxy: FaultProxy;
  readonly folder: string;
  /** An endpoint where nothing listens. */
  readonly away: string;
  /** Environment variables for somebody who meets the failure. */
  environment(failure: Failure): Record<string, string>;
}

/** Sets up a {@linkcode FailingPlace}. */
export async function failingPlace(): Promise<FailingPlace> {
  const stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const farm = stack.use(await startFarm({ dataDir: `${folder}/farm`, workers: 0 }));
  const proxy = stack.use(await startFaultProxy({ target: farm.endpoint }));
  const { accessKeyId, secretAccessKey } = farm.credentials;
  const sso = "sso_account_id = 123456789012\nsso_role_name = r\nsso_session = studio";
  await Deno.writeTextFile(
    `${folder}/aws-config`,
    `[profile farm]\nregion = ${farm.region}\n` +
      `[profile hung]\ncredential_process = exec sleep 60\nregion = ${farm.region}\n` +
      `[profile sso]\n${sso}\nregion = ${farm.region}\n` +
      `[sso-session studio]\nsso_region = us-west-2\nsso_start_url = https://studio.example\n`,
  );
  await Deno.writeTextFile(
    `${folder}/aws-credentials`,
    `[farm]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const away = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  return {
    farm,
    proxy,
    folder,
    away,
    environment: ({ profile = "farm", isAway, isOffline, rule }) => {
      proxy.change({ rules: rule ? [rule] : [] });
      return {
        HOME: folder,
        PATH: Deno.env.get("PATH")!,
        AWS_PROFILE: profile,
        AWS_CONFIG_FILE: `${folder}/aws-config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/aws-credentials`,
        ...(isOffline ? OFFLINE : { AWS_ENDPOINT_URL: isAway ? away : proxy.endpoint }),
        DEADLINE_CONFIG_FILE_PATH: `${folder}/config`,
      };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
