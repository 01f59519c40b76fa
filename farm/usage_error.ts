/** Thrown for an argument of a program that cannot be used. */
export class UsageError extends TypeError {
  override name = "UsageError";
}
