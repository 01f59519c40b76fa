/** An answer of the service without what the SDK adds about the call. */
export function withoutMetadata<T extends object>(answer: T): Omit<T, "$metadata"> {
  const { $metadata: _, ...rest } = answer as T & { $metadata?: unknown };
  return rest as Omit<T, "$metadata">;
}
