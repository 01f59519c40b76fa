import type { Credentials } from "./credentials.ts";

/**
 * Runs the `credential_process` of a profile in a shell, as the AWS tools do, and ends it with all
 * that it has started when `signal` aborts.
 *
 * @throws {Error} named as the SDK's, without anything that the process wrote: it may be secret.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function runCredentialProcess(
  command: string,
  profile: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Credentials> {
  const { signal } = options;
  signal?.throwIfAborted();
  const isWindows = Deno.build.os === "windows";
  const child = new Deno.Command(isWindows ? "cmd" : "/bin/sh", {
    args: [isWindows ? "/c" : "-c", command],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    // A group of its own, so that what the shell has started ends too.
    detached: !isWindows,
  }).spawn();
  const kill = () => {
    try {
      Deno.kill(isWindows ? child.pid : -child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const { code, stdout } = await child.output();
    signal?.throwIfAborted();
    if (code !== 0) throw failure(profile, `ended with ${code}`);
    return parseOutput(new TextDecoder().decode(stdout), profile);
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

function parseOutput(text: string, profile: string): Credentials {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    throw failure(profile, "wrote something that is not JSON");
  }
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = found ?? {};
  if (Version !== 1) throw failure(profile, 'wrote no "Version": 1');
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string") {
    throw failure(profile, "wrote no AccessKeyId or no SecretAccessKey");
  }
  const expiration = typeof Expiration === "string" ? new Date(Expiration) : undefined;
  if (expiration && !(expiration.getTime() > Date.now())) {
    throw failure(profile, "gave credentials that are expired already");
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === "string" ? { sessionToken: SessionToken } : {}),
    ...(expiration ? { expiration } : {}),
  };
}

function failure(profile: string, what: string): Error {
  const error = new Error(`the credential_process of the AWS profile "${profile}" ${what}`);
  error.name = "CredentialsProviderError";
  return error;
}
