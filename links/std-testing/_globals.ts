/** The real clock, as the runtime made it. */
export const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  abortTimeout: AbortSignal.timeout,
};

/** A clock that stands in for the real one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Sets a timer; returns its id. */
  set(
    kind: "Timeout" | "Interval",
    callback: (...args: unknown[]) => void,
    delay: number,
    args: unknown[],
  ): number;
  /** Forgets a timer. */
  clear(kind: "Timeout" | "Interval", id: unknown): void;
}

/** Puts a clock in the place of the real one. */
export function replaceGlobals(clock: Clock): void {
  globalThis.Date = dateOf(clock);
  const setter =
    (kind: "Timeout" | "Interval") =>
    (callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]): number =>
      clock.set(kind, callback, delay, args);
  Object.assign(globalThis, {
    setTimeout: setter("Timeout"),
    clearTimeout: (id?: unknown) => clock.clear("Timeout", id),
    setInterval: setter("Interval"),
    clearInterval: (id?: unknown) => clock.clear("Interval", id),
  });
  AbortSignal.timeout = (delay) => {
    const controller = new AbortController();
    const abort = () => controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
    clock.set("Timeout", abort, delay, []);
    return controller.signal;
  };
}

/** Puts the real clock back. */
export function restoreGlobals(): void {
  const { abortTimeout, ...globals } = real;
  Object.assign(globalThis, globals);
  AbortSignal.timeout = abortTimeout;
}

/** A `Date` whose present is the clock's. */
function dateOf(clock: Clock): DateConstructor {
  return new Proxy(real.Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget),
    apply: () => new real.Date(clock.now()).toString(),
    get: (target, key, receiver) => key === "now" ? clock.now : Reflect.get(target, key, receiver),
  });
}
