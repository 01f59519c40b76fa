import { join } from "@std/path";
import { createToken } from "../security/sign_in.ts";

/**
 * Makes the token of callers without a browser and leaves it in the console's folder, for its owner
 * alone. Each start makes another, so that an old copy opens nothing.
 */
export async function writeTokenFile(dataDir: string): Promise<string> {
  const token = createToken();
  const temporary = await Deno.makeTempFile({ dir: dataDir, prefix: "token-" });
  await Deno.writeTextFile(temporary, `${token}\n`, { mode: 0o600 });
  await Deno.rename(temporary, join(dataDir, "token"));
  return token;
}
