/** Where environment variables are looked up; `Deno.env` is one. */
export interface Environment {
  /** The value of the variable, or `undefined` if it is not set. */
  get(name: string): string | undefined;
}

/** The variable's value, with an empty one counted as not set, as the AWS tools do. */
export function readVariable(env: Environment, name: string): string | undefined {
  return env.get(name)?.trim() || undefined;
}

/** The user's home directory. */
export function homeDirectory(env: Environment): string {
  return readVariable(env, "HOME") ?? readVariable(env, "USERPROFILE") ?? ".";
}
