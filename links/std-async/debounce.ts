/** A function that {@linkcode debounce} made. */
export interface DebouncedFunction<T extends Array<unknown>> {
  (...args: T): void;
  /** Forgets the call that waits. */
  clear(): void;
  /** Makes the call that waits now. */
  flush(): void;
  /** Whether a call waits. */
  readonly pending: boolean;
}

/** Options for {@linkcode debounce}. */
export interface DebounceOptions {
  /** Signal that forgets the call that waits. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes a function that calls `fn` with its latest arguments once it was left alone for `wait` milliseconds.
 *
 * @throws {RangeError} When `wait` is not a whole number of milliseconds.
 */
// deno-lint-ignore no-explicit-any
export function debounce<T extends Array<any>>(
  fn: (this: DebouncedFunction<T>, ...args: T) => void,
  wait: number,
  options: DebounceOptions = {},
): DebouncedFunction<T> {
  if (!Number.isInteger(wait) || wait < 0) {
    throw new RangeError("'wait' must be a positive integer");
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let call: (() => void) | undefined;

  function clear(): void {
    clearTimeout(timer);
    call = undefined;
  }
  function debounced(...args: T): void {
    clear();
    call = () => {
      clear();
      fn.apply(result, args);
    };
    timer = setTimeout(call, wait);
  }
  const result = Object.defineProperties(debounced, {
    clear: { value: clear, writable: true },
    flush: { value: () => call?.(), writable: true },
    pending: { get: () => call !== undefined },
  }) as DebouncedFunction<T>;

  options.signal?.throwIfAborted();
  options.signal?.addEventListener("abort", () => result.clear(), { once: true });
  return result;
}
